"""Which words are units of measurement."""

import re
from typing import Final

_WORDS: Final = (
    "m mm cm dm km nm um µm μm pm ft in inch inches mi mile miles yd "
    "s sec second seconds ms us µs μs ns ps min minute minutes h hr hour hours d day days week weeks "
    "month months y yr year years jahre tage stunden ans jours "
    "g kg mg ug µg μg ng t lb lbs oz st "
    "a ma ka v mv kv w kw mw gw wh kwh mwh va ohm kohm j kj mj cal kcal ev kev mev n kn mn nm "
    "pa hpa kpa mpa gpa bar mbar psi atm torr mmhg "
    "k c f degc degf deg degree degrees grad rad celsius kelvin fahrenheit "
    "l dl ml ul µl μl gal ha sqm mol mmol nmol umol µmol m mm iu u "
    "hz khz mhz ghz db dba rpm bpm fps px dpi bit byte bytes b kb mb gb lux lx lm cd t mt "
    "percent prozent pct ppm ppb ppt count counts cells cfu ph ntu "
    "usd eur gbp chf euro dollar dollars kmh mph kph mps knots kt kts hp ps"
)
_UNITS: Final = frozenset(_WORDS.split())
_SIGNS: Final = re.compile(r"[\s/*·^.()\[\]%‰°²³⁻¹_\d+-]+")
_CODE: Final = re.compile(r"\d[^\W\d_]")
_LONGEST: Final = 20


def is_unit(cell: str) -> bool:
    """Tell whether a cell is in brackets, or made of units and signs, as m/s and °C are."""
    bare = cell.strip()
    if not bare or len(bare) > _LONGEST or _CODE.search(bare):
        return False
    if bare[0] + bare[-1] in ("()", "[]"):
        return True
    words = [word for word in _SIGNS.split(bare.lower()) if word]
    is_sign = any(sign in bare for sign in "%‰°")
    return (is_sign or bool(words)) and all(
        word in _UNITS or not any(map(str.isalnum, word)) for word in words
    )
