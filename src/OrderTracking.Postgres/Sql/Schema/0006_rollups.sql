-- Roll-ups: sums over the rows of a view, by the company's day and month, for all, each account, each lane and each station.
-- They hold counts that do not depend on the clock; what of them is late or still open is worked out by the query. Triggers add the
-- difference between old and new rows, once for each statement, in the transaction that writes the rows. So a roll-up equals a
-- 'group by' of its table, except that sums that came back to zero stay.
-- Rows without a day (nothing promised, not signed yet) have the grain 'undated' and the day -infinity.

create table tracking.on_time_rollup (
    scope text not null,
    key text not null,
    grain text not null,
    day date not null,
    waybills bigint not null,
    cancelled bigint not null,
    signed_kept bigint not null,
    signed_late bigint not null,
    signed_late_excused bigint not null,
    signed_open bigint not null,
    signed_open_excused bigint not null,
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
    signed bigint not null,
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

-- What one row of a view adds: its dimensions, its day, and a column for each of the roll-up's sums.
create function tracking.rollup_facts(p_view text, p_rows text) returns text
language sql immutable
as $$
    select replace(case p_view
        when 'on_time' then $facts$
            select account, lane, destination as station, promised_day as day, 1 as waybills, cancelled::int as cancelled,
                   (not cancelled and (signed_at <= promised_at) is true)::int as signed_kept,
                   (not cancelled and (signed_at > promised_at) is true)::int as signed_late,
                   (not cancelled and (signed_at > promised_at) is true and excused)::int as signed_late_excused,
                   (not cancelled and promised_at is not null and signed_at is null)::int as signed_open,
                   (not cancelled and promised_at is not null and signed_at is null and excused)::int as signed_open_excused,
                   (not cancelled and (arrived_at <= promised_at) is true)::int as arrived_kept,
                   (not cancelled and (arrived_at > promised_at) is true)::int as arrived_late,
                   (not cancelled and (arrived_at > promised_at) is true and excused)::int as arrived_late_excused,
                   (not cancelled and promised_at is not null and arrived_at is null)::int as arrived_open,
                   (not cancelled and promised_at is not null and arrived_at is null and excused)::int as arrived_open_excused
            from {rows}$facts$
        -- Withdrawn because it had been kept in time: counts as kept. Withdrawn for another reason: does not count.
        when 'deadlines' then $facts$
            select rule, account, lane, station, due_day as day, (known and (kept_at <= due_at) is true)::int as kept, (known and (kept_at > due_at) is true)::int as late,
                   (known and kept_at is null)::int as open, (not known)::int as recorded_too_late
            from (select *, (known_in_time or rule <> 'reportBack') as known from {rows}) d
            where rule in ('reportBack', 'sorting') and (not withdrawn or kept_at is not null)$facts$
        when 'receipts' then $facts$
            select account, lane, destination as station, signed_day as day, 1 as receipts, (signed_at is not null)::int as signed,
                   (signed_at is not null and returned_at is not null)::int as returned,
                   (signed_at is not null and (returned_at <= due_at) is true)::int as in_time,
                   (signed_at is not null and (returned_at is not null or rejections > 0))::int as checked,
                   (signed_at is not null and returned_at is not null and rejections = 0)::int as correct, (status = 'lost')::int as lost
            from {rows}$facts$
        when 'volumes' then $facts$
            select account, lane, station, day, 1 as waybills, pieces, weight_kg, volume_m3, freight, damaged_pieces,
                   (damaged_pieces > 0)::int as damaged_waybills, short_pieces, (short_pieces > 0)::int as short_waybills
            from {rows}$facts$
    end, '{rows}', p_rows)
$$;

-- The statement that adds rows to a roll-up and subtracts others. Rows that cancel out change nothing.
create function tracking.rollup_statement(p_view text, p_rollup text, p_added text, p_taken text) returns text
language plpgsql stable
as $$
declare
    v_live regclass := format('tracking.%I', p_view || '_rollup');
    v_rule text := case when p_view = 'deadlines' then 'rule, ' else '' end;
    v_columns text; v_signed text; v_moved text; v_sums text; v_some text; v_more text;
begin
    select string_agg(attname, ', ' order by attnum), string_agg(format('sum(sign * %I) as %1$I', attname), ', ' order by attnum),
           string_agg(format('sum(sign * %I) <> 0', attname), ' or ' order by attnum), string_agg(format('sum(%I)', attname), ', ' order by attnum),
           string_agg(format('sum(%I) <> 0', attname), ' or ' order by attnum),
           string_agg(format('%I = r.%1$I + excluded.%1$I', attname), ', ' order by attnum)
    into v_columns, v_signed, v_moved, v_sums, v_some, v_more
    from pg_attribute
    where attrelid = v_live and attnum > 0 and not attisdropped and attname not in ('rule', 'scope', 'key', 'grain', 'day');
    return format(
        $statement$
        insert into tracking.%1$I as r (%2$sscope, key, grain, day, %3$s)
        select %2$sm.scope, m.key, p.grain, p.day, %6$s
        from (
            select %2$scase 0 when grouping(account) then 'account' when grouping(lane) then 'lane' when grouping(station) then 'station' else 'all' end as scope,
                   coalesce(account, lane, station, '') as key, day, %4$s
            from (%9$s) f
            group by grouping sets ((%2$sday), (%2$saccount, day), (%2$slane, day), (%2$sstation, day))
            having %5$s) m
        cross join lateral (
            select 'day' as grain, m.day where m.day is not null
            union all select 'month', date_trunc('month', m.day)::date where m.day is not null
            union all select 'undated', '-infinity' where m.day is null) p
        group by %2$sm.scope, m.key, p.grain, p.day
        having %7$s
        on conflict (%2$sscope, key, grain, day) do update set %8$s
        $statement$,
        p_rollup, v_rule, v_columns, v_signed, v_moved, v_sums, v_some, v_more,
        concat_ws(' union all ', 'select 1 as sign, a.* from (' || tracking.rollup_facts(p_view, p_added) || ') a',
            'select -1 as sign, t.* from (' || tracking.rollup_facts(p_view, p_taken) || ') t'));
end
$$;

-- Sums a whole table up, into an empty roll-up.
create function tracking.fill_rollup(p_view text, p_table text, p_rollup text) returns void
language plpgsql
as $$
begin
    execute tracking.rollup_statement(p_view, p_rollup, 'tracking.' || quote_ident(p_table), null);
end
$$;

-- Makes the trigger function of one roll-up. Each has its own, so that its statements are static and their plans are cached.
create function tracking.make_rollup_mover(p_view text, p_rollup text) returns void
language plpgsql
as $$
begin
    execute format(
        $function$
        create or replace function tracking.%I() returns trigger language plpgsql as $body$
        begin
            if tg_op = 'INSERT' then %s;
            elsif tg_op = 'DELETE' then %s;
            else %s;
            end if;
            return null;
        end
        $body$
        $function$,
        'move_' || p_rollup, tracking.rollup_statement(p_view, p_rollup, 'new_rows', null), tracking.rollup_statement(p_view, p_rollup, null, 'old_rows'),
        tracking.rollup_statement(p_view, p_rollup, 'new_rows', 'old_rows'));
end
$$;

-- From here on changes of this table, and of no other, are added to the roll-up.
create function tracking.attach_rollup(p_table text, p_rollup text) returns void
language plpgsql
as $$
begin
    execute format(
        $triggers$
        create or replace trigger roll_up_insert after insert on tracking.%1$I referencing new table as new_rows
            for each statement execute function tracking.%2$I();
        create or replace trigger roll_up_update after update on tracking.%1$I referencing new table as new_rows old table as old_rows
            for each statement execute function tracking.%2$I();
        create or replace trigger roll_up_delete after delete on tracking.%1$I referencing old table as old_rows
            for each statement execute function tracking.%2$I();
        $triggers$, p_table, 'move_' || p_rollup);
end
$$;

select tracking.make_rollup_mover(name, name || '_rollup'), tracking.attach_rollup(name, name || '_rollup')
from unnest(array['on_time', 'deadlines', 'receipts', 'volumes']) name;

-- An empty table like another, including its fillfactor, which "like" leaves out; with its indexes where they are needed from the start.
create function tracking.make_beside(p_table text, p_beside text, p_indexed boolean) returns void
language plpgsql
as $$
declare
    v_options text := (select array_to_string(reloptions, ', ') from pg_class where oid = format('tracking.%I', p_table)::regclass);
begin
    execute format('create table tracking.%I (like tracking.%I including all %s)', p_beside, p_table, case when p_indexed then '' else 'excluding indexes' end);
    if v_options <> '' then execute format('alter table tracking.%I set (%s)', p_beside, v_options); end if;
end
$$;

-- Gives a table that was filled without indexes those of the table that it is like.
create function tracking.index_beside(p_table text, p_beside text) returns void
language plpgsql
set maintenance_work_mem = '256MB'
as $$
declare
    v_index record;
begin
    for v_index in
        select i.indisprimary as is_key, pg_get_constraintdef(c.oid) as key, pg_get_indexdef(i.indexrelid) as definition
        from pg_index i
        left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'p'
        where i.indrelid = format('tracking.%I', p_table)::regclass
        order by i.indexrelid
    loop
        if v_index.is_key then
            execute format('alter table tracking.%I add %s', p_beside, v_index.key);
        else
            execute regexp_replace(v_index.definition, '^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING', format('CREATE \1INDEX ON tracking.%I USING', p_beside));
        end if;
    end loop;
end
$$;

-- How figures name the period of a day; the ten-day periods (旬) of a month are numbered.
create function tracking.period_key(p_grouping text, p_day date) returns text
language sql immutable parallel safe
as $$
    select case p_grouping
        when 'day' then to_char(p_day, 'YYYY-MM-DD')
        when 'week' then to_char(p_day, 'IYYY-"W"IW')
        when 'tenDays' then to_char(p_day, 'YYYY-MM-') || least((extract(day from p_day)::int + 9) / 10, 3)
        when 'month' then to_char(p_day, 'YYYY-MM')
    end
$$;

-- For figures that combine dimensions, or that cannot be summed up.
create index on tracking.volumes (day, waybill);
create index on tracking.volumes (lane, day);
create index on tracking.deadlines (rule, due_day) where rule in ('reportBack', 'sorting');
create index on tracking.deadlines (rule, kept_day, station)
    where kept_day is not null and rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination');
create index on tracking.deadlines (account, rule, kept_day)
    where kept_day is not null and rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination');
create index on tracking.deadlines (lane, rule, kept_day)
    where kept_day is not null and rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination');
-- Outstanding receipts: few, and counted by their age.
create index on tracking.receipts (signed_at) where returned_at is null and signed_at is not null;
create index on tracking.receipts (account, signed_at) where returned_at is null and signed_at is not null;
