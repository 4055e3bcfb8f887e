-- What the group roles of ops/roles.sql may do, where those roles exist. Granted anew after each change of tables or functions; a
-- table that is not named here is its owner's alone.
do $$
declare
    v_views text := (
        select string_agg(format('tracking.%I', v.name), ', ')
        from tracking.view_tables v
        where to_regclass('tracking.' || v.name) is not null);
begin
    -- Also revoked where the functions are made; repeated here because a restore without privileges loses it.
    revoke execute on function
        tracking.make_rebuild(text, text, boolean), tracking.index_rebuild(text, text, text), tracking.sum_rebuild(text, text, text),
        tracking.analyze_rebuild(text, text), tracking.swap_rebuild(text, text, text), tracking.drop_rebuild(text, text),
        tracking.set_aside_event(bigint, text, text, text, text, text), tracking.begin_log(text)
    from public;

    -- The service's role: what is recorded it can add to, but neither change nor delete.
    if exists (select from pg_roles where rolname = 'ordertracking_service') then
        grant usage on schema tracking to ordertracking_service;
        grant select, insert on mt_events, mt_streams, mt_event_progression to ordertracking_service;
        grant update (version, timestamp) on mt_streams to ordertracking_service;
        grant update (last_seq_id, last_updated) on mt_event_progression to ordertracking_service;
        grant select, update on sequence mt_events_sequence to ordertracking_service;
        grant select on tracking.schema_changes, tracking.schema_functions, tracking.view_tables, tracking.imports
            to ordertracking_service;
        grant select, insert
            on tracking.epochs, tracking.reference_streams, tracking.case_streams, tracking.handed_out, tracking.quarantine_authors
            to ordertracking_service;
        grant select, insert, update on tracking.views, tracking.quarantine, tracking.quarantine_senders to ordertracking_service;
        execute format('grant select, insert, update, delete on %s to ordertracking_service', v_views);
        grant execute on function
            tracking.make_rebuild(text, text, boolean), tracking.index_rebuild(text, text, text), tracking.sum_rebuild(text, text, text),
            tracking.analyze_rebuild(text, text), tracking.swap_rebuild(text, text, text), tracking.drop_rebuild(text, text)
        to ordertracking_service;
        grant select on tracking.set_aside to ordertracking_service;
        grant usage on schema transparency to ordertracking_service;
        -- What names a log, and since when and why there is one, is for its owner to say (tracking.begin_log).
        grant select, insert on transparency.tiles, transparency.entries to ordertracking_service;
        grant update (hashes) on transparency.tiles to ordertracking_service;
        grant update (positions, entries) on transparency.entries to ordertracking_service;
        grant select on transparency.logs to ordertracking_service;
        grant update (size, position, key, checkpoint, signed_at, cosigned, refusal, refused_at) on transparency.logs
            to ordertracking_service;
        grant select, insert on transparency.timestamps to ordertracking_service;
        grant execute on function tracking.set_aside_event(bigint, text, text, text, text, text) to ordertracking_service;
        if to_regclass('tracking.replays') is not null then
            grant select, insert, update, delete on tracking.replays, tracking.replay_changes to ordertracking_service;
        end if;
        if to_regclass('tracking.erasures') is not null then
            -- Whom an erasure is to forget, and who asked for it, stays as it was asked.
            grant select, insert on tracking.erasures to ordertracking_service;
            grant update (approved_at, approved_by, done_at, persons, phone) on tracking.erasures to ordertracking_service;
        end if;
        if to_regclass('tracking.access_log') is not null then
            grant select, insert on tracking.access_log, tracking.repeated_accesses to ordertracking_service;
        end if;
        if to_regclass('tracking.administrative_acts') is not null then
            grant select, insert on tracking.administrative_acts to ordertracking_service;
        end if;
        if to_regclass('tracking.api_keys') is not null then
            grant select, insert, update on tracking.api_keys to ordertracking_service;
        end if;
        if to_regclass('tracking.idempotency') is not null then
            grant select, insert, update, delete on tracking.idempotency to ordertracking_service;
        end if;
        if to_regclass('tracking.webhooks') is not null then
            grant select, insert, update, delete on tracking.webhooks, tracking.webhook_deliveries to ordertracking_service;
        end if;
        if to_regclass('tracking.epcis_captures') is not null then
            grant select, insert, update, delete on tracking.epcis_captures, tracking.epcis_queries, tracking.epcis_subscriptions
                to ordertracking_service;
        end if;
    end if;

    -- The auditor's role reads the log, the views, the quarantine, the access log and administrative acts, but neither
    -- API keys, secrets of webhooks nor answers kept for retries.
    if exists (select from pg_roles where rolname = 'ordertracking_auditor') then
        grant usage on schema tracking to ordertracking_auditor;
        grant select on mt_events, mt_streams, mt_event_progression to ordertracking_auditor;
        grant select
            on tracking.schema_changes, tracking.schema_functions, tracking.view_tables, tracking.imports, tracking.views, tracking.epochs,
               tracking.reference_streams, tracking.case_streams, tracking.handed_out, tracking.quarantine, tracking.quarantine_senders,
               tracking.quarantine_authors, tracking.set_aside
            to ordertracking_auditor;
        grant usage on schema transparency to ordertracking_auditor;
        grant select on transparency.logs, transparency.tiles, transparency.entries, transparency.timestamps to ordertracking_auditor;
        execute format('grant select on %s to ordertracking_auditor', v_views);
        if to_regclass('tracking.replays') is not null then
            grant select on tracking.replays, tracking.replay_changes to ordertracking_auditor;
        end if;
        if to_regclass('tracking.access_log') is not null then
            grant select on tracking.access_log, tracking.repeated_accesses to ordertracking_auditor;
        end if;
        if to_regclass('tracking.erasures') is not null then
            grant select on tracking.erasures to ordertracking_auditor;
        end if;
        if to_regclass('tracking.administrative_acts') is not null then
            grant select on tracking.administrative_acts to ordertracking_auditor;
        end if;
        if to_regclass('tracking.webhook_deliveries') is not null then
            grant select on tracking.webhook_deliveries to ordertracking_auditor;
        end if;
        if to_regclass('tracking.epcis_captures') is not null then
            grant select on tracking.epcis_captures to ordertracking_auditor;
        end if;
    end if;
end
$$
