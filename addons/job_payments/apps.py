from __future__ import annotations

from addons.base.addon import AddonConfig


class JobPaymentsConfig(AddonConfig):
    name = "addons.job_payments"
    label = "job_payments"
