from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from addons.base.points import ROUTERS

from .models import Claim

router = Router(tags=["Warranty"])
ROUTERS.register("warranty", router)


class ClaimOut(Schema):
    job: int
    fault: str


@router.get("/claims/", response=list[ClaimOut], operation_id="my_claims", summary="My claims")
def my_claims(request: HttpRequest) -> Any:
    mine = Claim.objects.filter(job__customer=request.user.pk).order_by("-pk")
    return [{"job": claim.job_id, "fault": claim.fault} for claim in mine]
