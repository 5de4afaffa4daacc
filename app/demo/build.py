"""Fills a migrated, empty database with the demo: streets, homes, staff and what they did."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection
from sqlmodel import Session, SQLModel

from app.demo import accuracy, catalogue, checks, days, files, hotline, outside, rosters, setup
from app.demo.bulk import Bulk, Row
from app.demo.calls import ZONE, Day, Door, Worker, days_until
from app.demo.chance import SEED, chance, stable_id
from app.demo.divisions import (
    CITY,
    CITY_NAME,
    DISTRICT,
    FILE,
    HOME,
    Division,
    committees,
    divisions,
    streets,
)
from app.demo.homes import Homes, Town, needs
from app.demo.progress import Progress
from app.demo.scale import Scale, Size, size_of
from app.demo.staff import CAST_STATION, CAST_WORKERS, HOME_STREET, Staff, panel_places
from app.demo.units import units
from app.households.models import Consent, Correction, Household, HouseholdChange, LocalUnit, Need
from app.households.rules import door_label
from app.kit import audit
from app.kit.assets import Assets
from app.org.models import Area, AreaLevel, Building, Community, Grid, GridBuilding, Post
from app.referrals.models import Department
from app.station.models import GridPlan, PlanBuilding, PlanGrid
from app.sync.models import Device
from app.team.models import AgentBuilding, TeamMember
from app.visits.models import AgreedContact, Amendment, Concern, PaperVisit, Photo, Visit

POSTS_HELD_DAYS = 366
# In these grids a visit of some days ago was written on paper.
ON_PAPER = (3, 7)


@dataclass(slots=True)
class Counts:
    """What a community was given, for its record."""

    grids: int = 0
    households: int = 0
    visits: int = 0


@dataclass(slots=True)
class Builder:
    """One build: the same rows for the same scale and moment, on either database."""

    connection: Connection
    scale: Scale
    now: datetime
    progress: Progress
    size: Size = field(init=False)
    bulk: Bulk = field(init=False)
    today: date = field(init=False)
    staff: Staff = field(init=False)
    codes: Iterator[str] = field(init=False)
    on_paper: dict[str, str] = field(init=False, default_factory=dict)
    """The workers whose phones were broken, and the lead who enters what they wrote."""
    clerks: dict[str, str] = field(init=False, default_factory=dict)
    """The clerk of each community by its code."""
    workers: list[Worker] = field(init=False, default_factory=list)
    stations: list[rosters.Station] = field(init=False, default_factory=list)
    counts: dict[str, Counts] = field(init=False, default_factory=dict)
    above: dict[str, str] = field(init=False, default_factory=dict)
    """The officers of the city and the district, and the home community's head."""
    gardens: tuple[Department, str] = field(init=False)
    """The department of the cast, and who sits there."""

    def __post_init__(self) -> None:
        self.now = self.now.astimezone(UTC)
        self.size = size_of(self.scale)
        self.bulk = Bulk(self.connection)
        self.codes = files.codes()
        self.today = self.now.astimezone(ZONE).date()
        first = self.today - timedelta(days=POSTS_HELD_DAYS)
        self.staff = Staff(datetime.combine(first, time(), tzinfo=ZONE).astimezone(UTC))

    def build(self) -> None:
        """Everything, in the order in which foreign keys want it."""
        self._areas()
        self._communities()
        self.bulk.rows(Device, self._devices())
        self._visits()
        for station in self.stations:
            days.tell(self.bulk, station, self.staff.since, self.now)
        self._begin_chains()
        self._catalogue()
        self.progress.stage("抽查 checks", len(self.stations))
        for station in self.stations:
            home = station.community_id == area_id(HOME)
            checks.tell(self.bulk, station, self.now, home)
            if home:
                accuracy.tell(self.bulk, station, self.now)
                hotline.tell(self.bulk, station, self.now)
            self.progress.step()
        self._pass_on()
        self._record()

    def _areas(self) -> None:
        level = {one.code: AreaLevel.STREET for one in streets()} | {DISTRICT: AreaLevel.DISTRICT}
        urban = {one.code for one in committees()}
        wanted = [one for one in divisions() if one.code in level or one.code in urban]
        city = Area(id=area_id(CITY), code=CITY, name=CITY_NAME, level=AreaLevel.CITY)
        below = [_area(one, level.get(one.code, AreaLevel.COMMUNITY)) for one in wanted]
        self.bulk.models([city, *below])
        self.bulk.models(
            Community(id=area_id(one.code), name=one.community_name) for one in committees()
        )
        self.counts = {area_id(code): Counts() for code in (CITY, *(one.code for one in wanted))}

    def _communities(self) -> None:
        self.progress.stage("住户 households", len(self.size.grids))
        for place, (code, grids) in enumerate(self.size.grids.items()):
            self._community(code, grids, place)
            self.progress.step()
        held = {code[:9] + "000" for code in self.size.grids}
        officers = Staff(self.staff.since)
        officers.officers(area_id(DISTRICT), {code: area_id(code) for code in held})
        officers.city(area_id(CITY))
        at = {one.area_id: one.person_id for one in officers.holdings}
        self.above |= {"city": at[area_id(CITY)], "district": at[area_id(DISTRICT)]}
        self._judges(officers)
        self.bulk.models([*officers.people, *officers.holdings])
        self._departments(officers)

    def _departments(self, staff: Staff) -> None:
        """Who takes what a community cannot do itself, and who sits there."""
        at = {Post(one.post): one.person_id for one in staff.holdings}
        street = next(one for one in streets() if one.code == HOME_STREET)
        office = (area_id(street.code), f"{street.name}办事处")
        officer = at[Post.DISTRICT_OFFICER]
        rows = outside.departments(area_id(DISTRICT), officer, office, self.staff.since)
        self.bulk.models(rows)
        self.bulk.models([outside.seat(staff.holdings, rows)])
        self.gardens = (rows[0], at[Post.DEPARTMENT_OFFICER])

    def _judges(self, staff: Staff) -> None:
        """The panel of every community at work, of clerks of the next ones, and for appeals
        somebody from nowhere."""
        for code in self.size.grids:
            for place in panel_places(code):
                if place not in self.clerks:
                    self.clerks[place] = staff.clerk(area_id(place), place)
            staff.judges(area_id(code), code, [self.clerks[one] for one in panel_places(code)])

    def _community(self, code: str, grids: int, place: int) -> None:
        community_id, rng = area_id(code), chance("grids", code)
        town = Town(community_id, code, place)
        rows = [
            Grid(id=stable_id(rng), community_id=community_id, number=n, name=f"{n:02d}网格")
            for n in range(1, grids + 1)
        ]
        staff = Staff(self.staff.since)
        worker_of = staff.station(community_id, code, rows)
        built = [(grid, town.grid()) for grid in rows]
        at = {one.post: one.person_id for one in staff.holdings}
        if code == HOME:
            self.above["head"] = at[Post.STATION_HEAD]
        plan = self._set_up(code, place, built, staff, at[Post.STATION_HEAD])
        self.clerks[code] = at[Post.CLERK]
        steward, lead = at[Post.DATA_STEWARD], at[Post.GRID_LEAD]
        cast = [one.number - 1 for one in rows if code == HOME and one.number in CAST_WORKERS]
        self.stations.append(rosters.station(community_id, staff.holdings, frozenset(cast)))
        self.on_paper |= {worker_of[one.id]: lead for one in rows if one.number in ON_PAPER}
        buildings: list[Row] = []
        for grid, homes in built:
            buildings += homes.buildings
            self.bulk.rows(Building, homes.buildings)
            self.bulk.rows(GridBuilding, self._grid_buildings(grid, homes))
            self.bulk.rows(PlanBuilding, setup.plan_buildings(plan, grid, homes))
            self._files(grid, homes, worker_of[grid.id], steward)
            if code == HOME:
                self._team(grid, homes, lead)
            self.workers.append(self._worker(grid, worker_of[grid.id], homes))
        self.bulk.rows(LocalUnit, units(community_id, buildings, grids, self.today))
        self.counts[community_id] = Counts(grids, sum(len(w.doors) for w in self.workers[-grids:]))

    def _team(self, grid: Grid, homes: Homes, lead: str) -> None:
        """Who helps in a grid; each before what names them."""
        rows = list(outside.team(grid, homes.buildings, lead, self.staff.since))
        for kind in (TeamMember, AgentBuilding):
            self.bulk.models([one for one in rows if isinstance(one, kind)])

    def _set_up(
        self,
        code: str,
        place: int,
        built: list[tuple[Grid, Homes]],
        staff: Staff,
        head: str,
    ) -> GridPlan:
        """Grids, people and the plan by which the community began."""
        rows, extra = [grid for grid, _ in built], list[SQLModel]()
        if code == HOME:
            for grid, homes in built:
                setup.outline(grid, homes)
            extra.append(staff.lost_phone(self.now))
            staff.holdings += setup.backups(rows, staff.holdings, self.now)
        elif place % setup.VACANT_EVERY == setup.VACANT_AT:
            extra.append(setup.vacancy(staff.holdings, head, self.now))
        plan = setup.first_plan(area_id(code), head, self.staff.since)
        self.bulk.models([*rows, *staff.people, *staff.holdings, *extra, plan])
        self.bulk.rows(PlanGrid, setup.plan_grids(plan, rows))
        return plan

    def _files(self, grid: Grid, homes: Homes, worker: str, steward: str) -> None:
        """The households of a grid, and what their files hold."""
        files.verify(homes.households, grid.id, self.today)
        if grid.number == 4:
            files.twin(homes.households)
        self.bulk.rows(Household, homes.households)
        asked = list(needs(grid.id, homes.households, self.today, self.codes))
        contact = files.contact_consents(grid.id, homes.households, worker, self.staff.since)
        self.bulk.rows(Consent, contact)
        self.bulk.rows(Consent, files.need_consents(asked, worker))
        self.bulk.rows(Need, asked)
        self.bulk.rows(
            Correction,
            files.corrections(grid.id, grid.number, homes.households, worker, steward, self.now),
        )
        if grid.number == 6:
            closed = list(files.moved_out(homes.households, grid.id, self.today))
            number = {one["id"]: one["number"] for one in homes.buildings}
            self.bulk.rows(Household, closed)
            self.bulk.rows(
                HouseholdChange,
                (
                    files.moved_note(
                        one,
                        worker,
                        door_label(number[one["building_id"]], one["entrance"], one["room"]),
                    )
                    for one in closed
                ),
            )

    def _grid_buildings(self, grid: Grid, homes: Homes) -> Iterator[Row]:
        rng = chance("grid buildings", grid.id)
        for building in homes.buildings:
            yield {
                "id": stable_id(rng),
                "community_id": grid.community_id,
                "grid_id": grid.id,
                "building_id": building["id"],
                "since": self.staff.since,
            }

    def _worker(self, grid: Grid, person_id: str, homes: Homes) -> Worker:
        spots = {one["id"]: (one["lat"], one["lon"]) for one in homes.buildings}
        doors = [Door(one["id"], *spots[one["building_id"]]) for one in homes.households]
        device_id = stable_id(chance("device", person_id))
        return Worker(
            grid.community_id, grid.id, grid.number, person_id, device_id, doors, self.now
        )

    def _devices(self) -> Iterator[Row]:
        """The phones of the workers; of every eleven one is silent and one has records to send."""
        build = Assets().build
        for place, worker in enumerate(self.workers):
            quiet = timedelta(hours=50) if place % 11 == 8 else timedelta(minutes=3 + place % 40)
            waiting = 4 if place % 11 == 9 else 0
            yield {
                "id": worker.device_id,
                "person_id": worker.person_id,
                "community_id": worker.community_id,
                "first_contact": self.staff.since,
                "last_contact": self.now - quiet,
                "build": "older" if place % 11 == 8 else build,
                "unsent": waiting,
                "oldest": self.now - quiet - timedelta(hours=2) if waiting else None,
                "persisted": place % 7 != 3,
            }

    def _visits(self) -> None:
        """Day by day over all grids, in the order of the ids, so that the keys only grow."""
        days = list(days_until(self.today, self.size.days))
        self.progress.stage("走访 visits, days", len(days))
        gc.freeze()  # every home is in memory by now: no need to look through them again and again
        with self.bulk.without_indexes(Visit):
            for day in days:
                self._one_day([worker.day(day) for worker in self.workers])
                self.progress.step()
            self.progress.say("  索引 indexes")
        gc.unfreeze()

    def _one_day(self, parts: list[Day]) -> None:
        visits = sorted((row for part in parts for row in part.visits), key=lambda row: row["id"])
        for row in visits:
            self.counts[row["community_id"]].visits += 1
        self.bulk.rows(Visit, visits)
        self.bulk.rows(Concern, (row for part in parts for row in part.concerns))
        self.bulk.rows(AgreedContact, (row for part in parts for row in part.agreed))
        self.bulk.rows(Amendment, (row for part in parts for row in part.amendments))
        self.bulk.rows(Photo, (row for part in parts for row in part.photos))
        self.bulk.rows(PaperVisit, self._papers(visits))

    def _papers(self, visits: Sequence[Row]) -> Iterator[Row]:
        """Some phones were broken one day: the first visit of each worker was on paper."""
        if not visits or visits[0]["day"] != paper_day(self.today):
            return
        for one in {row["author_id"]: row for row in reversed(visits)}.values():
            lead = self.on_paper.get(one["author_id"])
            if lead and one["household_id"] and not one["set_aside"]:
                yield {
                    "visit_id": one["id"],
                    "community_id": one["community_id"],
                    "worker_id": one["author_id"],
                    "entered_by": lead,
                    "entered_at": min(one["made_at"] + timedelta(hours=20), self.now),
                }

    def _begin_chains(self) -> None:
        with Session(self.connection) as session:
            for chain in self.counts:
                audit.start_chain(session, chain)
            session.commit()  # of the session only: the transaction is the caller's

    def _catalogue(self) -> None:
        """What may be asked of the stations at work; the home community is the first of them."""
        codes = sorted(self.size.grids, key=lambda code: code != HOME)
        workers = Counter(one.community_id for one in self.workers)
        places = [
            (one, self.counts[one].households, workers[one] + len(CAST_STATION))
            for one in map(area_id, codes)
        ]
        with Session(self.connection) as session:
            catalogue.put_in(
                session, self.now, area_id(CITY), area_id(DISTRICT), places, self.above
            )
            session.commit()  # of the session only: the transaction is the caller's

    def _pass_on(self) -> None:
        """What the home community knows and has passed on."""
        home = next(one for one in self.stations if one.community_id == area_id(HOME))
        known = outside.known_cases(home.community_id, self.now)
        self.bulk.models([*known, *outside.readings(home, self.staff.since)])
        with Session(self.connection) as session:
            outside.pass_some_on(session, home, *self.gardens, self.now)
            session.commit()  # of the session only: the transaction is the caller's

    def _record(self) -> None:
        """Every chain says in one event what its community holds that no phone ever sent."""
        with Session(self.connection) as session:
            for chain, counts in self.counts.items():
                payload = {
                    "scale": self.scale.value,
                    "seed": SEED,
                    "source": FILE.name,
                    "grids": counts.grids,
                    "households": counts.households,
                    "visits": counts.visits,
                }
                audit.record(session, chain, self.now, audit.BUILT, "demo", chain, payload)
            session.commit()  # of the session only: the transaction is the caller's


def paper_day(today: date) -> date:
    """A working day, three days ago or a little more."""
    ago = (today - timedelta(days=back) for back in range(3, 6))
    return next(day for day in ago if day.weekday() < 5)


def area_id(code: str) -> str:
    """The id of the area with this division code; the same in every demo."""
    return stable_id(chance("area", code))


def _area(one: Division, level: AreaLevel) -> Area:
    parent = area_id(CITY if level is AreaLevel.DISTRICT else one.parent)
    return Area(id=area_id(one.code), code=one.code, name=one.name, level=level, parent_id=parent)
