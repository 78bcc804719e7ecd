"""What can be judged of parks: order of works, clashing figures, quotas, loads, funnels.

Pure functions on plain records. The pages and the command line give them what is on record.
"""

from jiedui.analysis.parks.clashes import Clash, Figure, clashes
from jiedui.analysis.parks.counting import Total, total_without_double_counting
from jiedui.analysis.parks.enclaves import Funnel, TeamSteps, Use, Uses, funnel, uses
from jiedui.analysis.parks.ladder import Judged, Need, Rung, judge_needs, next_rung
from jiedui.analysis.parks.moments import Moment, moment
from jiedui.analysis.parks.order import Finding, WorkDates, order_of_works
from jiedui.analysis.parks.quotas import Counted, Quota, judge_quotas, quotas
from jiedui.analysis.parks.shares import PrintedShare, check_shares
from jiedui.analysis.parks.workload import Load, StaffCount, loads

__all__ = [
    "Clash",
    "Counted",
    "Figure",
    "Finding",
    "Funnel",
    "Judged",
    "Load",
    "Moment",
    "Need",
    "PrintedShare",
    "Quota",
    "Rung",
    "StaffCount",
    "TeamSteps",
    "Total",
    "Use",
    "Uses",
    "WorkDates",
    "check_shares",
    "clashes",
    "funnel",
    "judge_needs",
    "judge_quotas",
    "loads",
    "moment",
    "next_rung",
    "order_of_works",
    "quotas",
    "total_without_double_counting",
    "uses",
]
