from __future__ import annotations

from addons.base.addon import AddonConfig


class AppointmentsConfig(AddonConfig):
    name = "addons.appointments"
    label = "appointments"
