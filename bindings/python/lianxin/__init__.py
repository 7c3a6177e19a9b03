"""The companion's facade: an open `Phone`, records, and classes that a platform may implement."""

from .lianxin import *
from .lianxin.lianxin import uniffi_set_event_loop as uniffi_set_event_loop
