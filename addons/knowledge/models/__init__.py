from .pages import AnswersPage, ArticlePage, SubjectPage
from .verdict import Verdict

__all__ = ["AnswersPage", "ArticlePage", "SubjectPage", "Verdict"]
