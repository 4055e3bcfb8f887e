-- Makes the database a sandbox's: recorded times come from a clock that testers move ahead. It is not to be made anything else again,
-- because its recorded times are of no real clock. The node goes by the same offset, so that their clocks need not be compared.
create table if not exists tracking.sandbox_clock (
    is_only_row boolean primary key default true check (is_only_row),
    ahead_microseconds bigint not null check (ahead_microseconds >= 0)
);
insert into tracking.sandbox_clock (ahead_microseconds) values (0) on conflict do nothing;

create table if not exists tracking.sandbox_stories (
    waybill text primary key,
    story text not null,
    account text not null,
    begun_at timestamptz not null,
    steps_done integer not null,
    is_over boolean not null
);
create index if not exists sandbox_stories_under_way on tracking.sandbox_stories (begun_at, waybill) where not is_over;

grant select on tracking.sandbox_clock to public;
do $$
begin
    if exists (select from pg_roles where rolname = 'ordertracking_service') then
        grant update (ahead_microseconds) on tracking.sandbox_clock to ordertracking_service;
        grant select, insert, update on tracking.sandbox_stories to ordertracking_service;
    end if;
end
$$;

create or replace function tracking.now() returns timestamptz language sql volatile as
'select clock_timestamp() + c.ahead_microseconds * interval ''1 microsecond'' from tracking.sandbox_clock c';

create or replace function tracking.check_clock(p_recorded_at timestamptz, p_node_time timestamptz) returns void language sql as '';
