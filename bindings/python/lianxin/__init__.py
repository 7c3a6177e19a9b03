"""The companion's facade: an open `Phone`, records, and classes that a platform may implement."""

from .lianxin import *
from .lianxin.lianxin import AssignmentId as AssignmentId
from .lianxin.lianxin import Day as Day
from .lianxin.lianxin import DocumentId as DocumentId
from .lianxin.lianxin import DraftId as DraftId
from .lianxin.lianxin import GridCode as GridCode
from .lianxin.lianxin import Hash as Hash
from .lianxin.lianxin import PersonId as PersonId
from .lianxin.lianxin import Scope as Scope
from .lianxin.lianxin import Timestamp as Timestamp
from .lianxin.lianxin import uniffi_set_event_loop as uniffi_set_event_loop
