-- Revokes a key, and what was made with it, level by level. A key that is being added holds its maker, so this waits for it at the maker's
-- level and finds it at the next: each statement sees what was committed before it began. What was revoked before stays unchanged.
create or replace function tracking.revoke_key(p_id text, p_at timestamptz, p_by text) returns setof tracking.api_keys
language plpgsql as $$
declare
    v_level text[] := array[p_id];
begin
    while v_level <> '{}' loop
        update tracking.api_keys k set revoked_at = p_at, revoked_by = p_by
        where k.id = any (v_level) and k.revoked_at is null;
        v_level := array(select c.id from tracking.api_keys c where c.parent = any (v_level) and c.revoked_at is null);
    end loop;
    return query select k.* from tracking.api_keys k where k.id = p_id;
end
$$;
