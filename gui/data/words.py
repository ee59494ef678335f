"""What several parts of the Data panel say."""

from typing import Final

PREPARING: Final = "Preparing the rows …"
