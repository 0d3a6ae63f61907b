from __future__ import annotations
from addons.base.surfaces.portal import RecordView
from .models import Consultation
class ConsultationPage(RecordView):
    model = Consultation
