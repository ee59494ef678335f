"""A million rows of ten numbers as CSV, beside duckdb alone: time, memory, and whether a window could answer."""

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.child import measured
from benchmarks.common import min_median_max, print_versions, verdict
from engine.data import tables
