"""The routes of this slice, for main."""

from typing import Any

from app.visits.pages import lead, live_map, paper, record, round, today, unreached, write

routes: list[Any] = [
    today.today,
    today.new,
    today.me,
    round.bring_round,
    write.write_visit,
    write.amend,
    record.show,
    record.photo,
    lead.visits_today,
    live_map.visits_map,
    unreached.unreached,
    lead.set_aside_list,
    lead.decide_set_aside,
    lead.unlisted_list,
    paper.paper_visits,
    paper.enter,
    paper.paper_visit,
    paper.answer,
]
