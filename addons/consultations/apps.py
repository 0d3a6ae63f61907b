from __future__ import annotations

from addons.base.addon import AddonConfig


class ConsultationsConfig(AddonConfig):
    name = "addons.consultations"
    label = "consultations"
