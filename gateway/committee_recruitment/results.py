"""What the mutations of committee recruitment answer."""

from typing import Annotated

import strawberry

from gateway.committee_recruitment.types import (
    Applicant,
    ApplicationReceipt,
    Committee,
    OwnApplication,
    Recruitment,
    SeatApplication,
)
from gateway.errors import Problems

CommitteeResult = Annotated[Committee | Problems, strawberry.union("CommitteeResult")]
RecruitmentResult = Annotated[Recruitment | Problems, strawberry.union("RecruitmentResult")]
ApplicationReceiptResult = Annotated[
    ApplicationReceipt | Problems, strawberry.union("ApplicationReceiptResult")
]
OwnApplicationResult = Annotated[
    OwnApplication | Problems, strawberry.union("OwnApplicationResult")
]
SeatApplicationResult = Annotated[
    SeatApplication | Problems, strawberry.union("SeatApplicationResult")
]
ApplicantResult = Annotated[Applicant | Problems, strawberry.union("ApplicantResult")]
