"""The words by which people say that a row sums up those above it, in the languages tables come in."""

from typing import Final

TOTALS: Final = frozenset(
    (
        *("total", "totals", "grand total", "overall total", "sum", "sums", "subtotal", "sub-total"),
        *("summe", "summen", "gesamt", "gesamtsumme", "endsumme", "zwischensumme", "insgesamt"),
        *("somme", "total général", "sous-total", "suma", "suma total", "total general", "somma"),
        *("totale", "totale generale", "totale complessivo", "soma", "total geral"),
        *("totaal", "som", "eindtotaal", "subtotaal", "σ", "∑"),
    )
)
"""Sums, in lower case."""

STATISTICS: Final = frozenset(
    (
        *("mean", "mean value", "average", "avg", "arithmetic mean", "mittelwert", "mittel", "durchschnitt"),
        *("arithmetisches mittel", "moyenne", "media", "media aritmética", "media aritmetica", "promedio"),
        *("valore medio", "valor medio", "média", "média aritmética", "gemiddelde", "gemiddeld", "ø"),
        *("median", "zentralwert", "médiane", "mediana", "mediaan"),
        *("minimum", "kleinster wert", "mínimo", "minimo", "maximum", "größter wert"),
        *("máximo", "maximo", "massimo"),
        *("standard deviation", "standard dev", "std dev", "std", "stddev", "stdev", "st dev"),
        *("standardabweichung", "std-abw", "stdabw", "stabw", "écart type", "écart-type", "ecart type"),
        *("ecart-type", "desviación estándar", "desviación típica", "desviacion estandar", "desv estándar"),
        *("deviazione standard", "scarto tipo", "desvio padrão", "desvio-padrão", "standaarddeviatie"),
        *("standaardafwijking", "count", "anzahl", "nombre", "effectif", "recuento", "conteo", "conteggio"),
        *("contagem", "aantal"),
    )
)
"""Means, medians, extremes, standard deviations and counts, in lower case without points."""

ABBREVIATIONS: Final = frozenset(("min", "max", "sd", "med", "moy", "mw", "n"))
"""Statistics in so few letters that beside names they may be one: Max is a person."""
