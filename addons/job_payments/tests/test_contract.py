"""Every actor in every state through the transitions that payments add to a job."""

from __future__ import annotations

from addons.base.testing.contract import FlowContract
from addons.job_payments.extends.jobs_job import JobMoney
from addons.jobs.models import Job
from addons.jobs.tests.test_contract import HAD_IT, people
from addons.jobs.tests.test_contract import TestJobFlow as OfJobs

__all__ = ["people"]


class TestJobMoney(FlowContract):
    model = Job
    addon = "job_payments"
    allowed = {
        JobMoney.pay: {"customer"},
        JobMoney.record_cash: {*HAD_IT, "dispatcher", "finance", "administrator"},
        JobMoney.settle_leftover: set(),
    }
    actors = OfJobs.actors
    arrange = OfJobs.arrange
