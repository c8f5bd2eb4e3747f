"""Says what publishing staged files would do, and does none of it."""

from db.access import Actor
from db.imports.classify import judge
from db.imports.crm_judge import judge_crm
from db.imports.crm_profile import CrmProfile
from db.imports.crm_report import CrmTally, count_crm
from db.imports.lead_judge import judge_leads
from db.imports.lead_profile import LeadProfile
from db.imports.lead_report import LeadTally, count_leads
from db.imports.pipeline_judge import judge_pipeline
from db.imports.pipeline_profile import PipelineProfile
from db.imports.pipeline_report import PipelineTally, count_pipeline
from db.imports.profiles import AnyProfile
from db.imports.report import Tally, count, keep_rejects
from db.imports.seats import take_seats
from db.run import WritingSession


def import_check(
    session: WritingSession, actor: Actor, *, run_id: int, profile: AnyProfile
) -> Tally | PipelineTally | LeadTally | CrmTally:
    """Judge the staged rows against the book as it is now; the book itself is left alone."""
    session.notebook.quiet = True
    connection = session.trusted()
    if isinstance(profile, PipelineProfile):
        judge_pipeline(connection, run_id, profile)
        keep_rejects(connection, run_id)
        return count_pipeline(connection, run_id, profile)
    if isinstance(profile, CrmProfile):
        judge_crm(connection, run_id, profile)
        keep_rejects(connection, run_id)
        return count_crm(connection, run_id, profile)
    if isinstance(profile, LeadProfile):
        arrivals = judge_leads(session, run_id)
        keep_rejects(connection, run_id)
        return count_leads(connection, run_id, arrivals)
    take_seats(connection, run_id, profile.booking.seats)
    judge(connection, run_id, profile.products)
    keep_rejects(connection, run_id)
    return count(connection, run_id)
