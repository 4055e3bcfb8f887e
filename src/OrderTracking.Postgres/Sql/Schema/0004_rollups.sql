-- Roll-ups: sums over the rows of a view, by the company's day and month, for all, each account, each lane and each station.
-- They hold counts that do not depend on the clock; what of them is late or still open is worked out by the query. Triggers add the
-- difference between old and new rows, once for each statement, in the transaction that writes the rows. So a roll-up equals a
-- 'group by' of its table, except that sums that came back to zero stay.
-- Rows without a day (nothing promised, not closed yet) have the grain 'undated' and the day -infinity.

create table tracking.on_time_rollup (
    scope text not null,
    key text not null,
    grain text not null,
    day date not null,
    waybills bigint not null,
    cancelled bigint not null,
    signed_returned bigint not null,
    signed_kept bigint not null,
    signed_late bigint not null,
    signed_late_excused bigint not null,
    signed_open bigint not null,
    signed_open_excused bigint not null,
    arrived_returned bigint not null,
    arrived_kept bigint not null,
    arrived_late bigint not null,
    arrived_late_excused bigint not null,
    arrived_open bigint not null,
    arrived_open_excused bigint not null,
    primary key (scope, key, grain, day)
) with (fillfactor = 70);
create index on tracking.on_time_rollup (scope, grain, day);

-- For rules that have figures of their own; promises and receipts have theirs in the other roll-ups.
create table tracking.deadlines_rollup (
    rule text not null,
    scope text not null,
    key text not null,
    grain text not null,
    day date not null,
    kept bigint not null,
    late bigint not null,
    open bigint not null,
    recorded_too_late bigint not null,
    primary key (rule, scope, key, grain, day)
) with (fillfactor = 70);
create index on tracking.deadlines_rollup (rule, scope, grain, day);

create table tracking.receipts_rollup (
    scope text not null,
    key text not null,
    grain text not null,
    day date not null,
    receipts bigint not null,
    closed bigint not null,
    returned bigint not null,
    in_time bigint not null,
    checked bigint not null,
    correct bigint not null,
    lost bigint not null,
    primary key (scope, key, grain, day)
) with (fillfactor = 70);
create index on tracking.receipts_rollup (scope, grain, day);

create table tracking.volumes_rollup (
    scope text not null,
    key text not null,
    grain text not null,
    day date not null,
    waybills bigint not null,
    pieces bigint not null,
    weight_kg numeric not null,
    volume_m3 numeric not null,
    freight numeric not null,
    damaged_pieces bigint not null,
    damaged_waybills bigint not null,
    short_pieces bigint not null,
    short_waybills bigint not null,
    primary key (scope, key, grain, day)
) with (fillfactor = 70);
create index on tracking.volumes_rollup (scope, grain, day);
