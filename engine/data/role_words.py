"""The words in names of columns that say what a column is for, in the languages tables come in.

They are in the form in which `name_words.words` gives those of a name: small letters without accents.
"""

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


IDENTIFIERS: Final = _set(
    """
    id ids idx index key uuid guid code serial record identifier rowname rowid recordid unnamed url email
    isbn issn ean sku ssn iban vin imei doi zip zipcode postcode postalcode phone barcode telephone tel
    mobile passport fips geoid hash kennung kennzeichen schlussel plz postleitzahl telefon kennzahl
    identifiant cle immatriculation siret siren identificador codigo clave telefono matricula dni codice
    identificativo chiave targa chave telefone cep cpf sleutel telefoon kenteken bsn
    """
)
"""What tells rows apart, as the first or the last word of a name."""

NUMBERS: Final = _set("no nr num number row obs nummer numero lfd rij")
"""What numbers rows as the last word of a name; in front of others it counts things."""

IDENTIFIER_ENDINGS: Final = ("nummer", "number", "kennung", "schlussel")
"""The ends of compound words for identifiers, as in Kundennummer."""

TARGETS: Final = _set(
    """
    y target label outcome response dependentvariable depvar dv ytrue ziel zielvariable zielgrosse zielwert
    cible etiquette etiqueta objetivo bersaglio obiettivo etichetta alvo rotulo doel doelvariabele uitkomst
    resultat resultado risultato resultaat ergebnis esito desfecho
    """
)
"""What is to be predicted, whatever it is."""

CLASSES: Final = _set(
    """
    class classification species diagnosis survived survival alive died dead death deceased churn churned
    exited attrition left cancelled canceled default defaulted delinquent delinquency bankrupt bankruptcy
    fraud fraudulent spam approved approval admit admitted accepted rejected passed pass hired purchased
    purchase bought subscribed deposit clicked click converted conversion readmitted relapse recurrence
    event disease sick infected positive malignant stroke cancer tumor failure failed fault defect defective
    anomaly intrusion attack occupancy occupied satisfied sentiment winner won win play decision result
    verdict toxic edible case bad paid repaid segment segmentation cluster activity emotion variety cultivar
    breed crop drug genre gesture digit letter party vote placed phishing diabetes diabetic cardio hate
    delayed late tomorrow transported recommended responded retained enrolled graduated dropout injury fatal
    klasse klassifikation art spezies diagnose uberlebt gekundigt kundigung abgewandert ausfall betrug
    genehmigt bestanden krank gekauft classe espece diagnostic survecu deces resilie resiliation fraude
    accepte approuve reussi malade achete clase especie diagnostico sobrevivio muerte abandono baja aprobado
    aceptado enfermo comprado specie diagnosi sopravvissuto decesso abbandono frode approvato accettato
    promosso malato sobreviveu obito cancelou aprovado aceito doente comprou inadimplente klas soort
    overleefd overleden opgezegd fraudegeval goedgekeurd geslaagd
    """
)
"""What is to be told of things and people; a column that is so called and has classes is one to predict."""

AMOUNTS: Final = _set(
    """
    price cost charge fare rent sales revenue profit salary wage tip demand consumption yield strength mpg
    progression expectancy emission popularity shares views growth value spent expense premium msrp gross
    earnings turnover sold calories aqi gpa marks performance happiness deaths cases visits claims accidents
    arrests infections casualties ridership chance delay mortality incidence prevalence productivity
    throughput resistance preis kosten miete umsatz gewinn gehalt lohn ertrag verbrauch festigkeit nachfrage
    prix cout loyer ventes benefice salaire rendement consommation precio coste costo alquiler ventas
    beneficio salario sueldo rendimiento consumo prezzo affitto vendite profitto stipendio resa preco custo
    aluguel vendas receita lucro prijs huur verkoop omzet winst salaris loon opbrengst verbruik wert valeur
    valor valore waarde messwert
    """
)
"""Amounts that people want to know in advance; a column of numbers that is so called is one to predict."""

AMOUNT_ENDINGS: Final = ("price", "preis", "prijs", "kosten", "miete", "umsatz", "omzet", "gehalt")
"""The ends of compound words for them, as in Kaufpreis and saleprice."""

OUTCOMES: Final = _set(
    """
    quality rating score grade severity risk satisfaction efficiency fertility total
    count cnt amount rate weight duration volume density conc concentration growth decrease increase change
    gain loss height power load output traffic qualitat note zufriedenheit risiko anzahl menge gewicht dauer
    qualite risque nombre montant poids duree calidad nota riesgo cantidad monto peso duracion qualita voto
    rischio durata qualidade risco quantidade duracao kwaliteit cijfer aantal duur
    """
)
"""What may be to predict as well as to predict from."""

KINDS: Final = _set("type category status typ kategorie categorie categoria tipo estado stato stand")
"""What sorts things, to predict as well as to predict from."""

GIVEN: Final = _set(
    """
    age sex gender male female race ethnicity education married name surname title country city town state
    region district county province location address neighborhood neighbourhood zone borough station store
    shop month day weekday hour minute second week season quarter period time holiday date datetime
    timestamp block batch group subject seed run trial plot treatment dose stratum fold split train test set
    make brand manufacturer model vendor seller color colour err error sigma std comment notes alter
    geschlecht rasse bildung land stadt ort bundesland monat tag stunde woche feiertag gruppe datum zeit
    marke modell farbe bemerkung sexe pays ville departement mois jour heure semaine groupe marque modele
    couleur nom prenom edad sexo genero pais ciudad provincia mes dia hora semana grupo marca modelo
    apellido eta sesso genere paese citta regione mese giorno ora settimana gruppo modello colore nome
    cognome idade cidade regiao turma leeftijd geslacht stad plaats provincie maand dag uur groep
    merk naam achternaam kleur data fecha tiempo tijd
    """
)
"""What is known of a person, a thing or a place beforehand, and how an experiment is laid out."""

YEARS: Final = _set("year yr jahr baujahr annee ano anno jaar bouwjaar yrbuilt")
"""The years of things."""

TIMES: Final = YEARS | _set(
    """
    time date datetime timestamp month week day hour minute second t period quarter decade zeit datum monat
    woche tag stunde temps mois semaine jour heure tiempo fecha mes semana dia hora tempo data mese
    settimana giorno ora tijd maand dag uur epoch step cycle schritt generation
    """
)
"""What goes up by one from row to row and is measured all the same."""

COORDINATES: Final = _set(
    """
    lat latitude lattitude lon lng long longitude longtitude easting northing coordinate breitengrad
    langengrad latitud longitud latitudine longitudine breedtegraad lengtegraad utm
    """
)
"""Places on the earth."""
