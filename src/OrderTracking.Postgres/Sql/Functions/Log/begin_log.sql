-- Begins another transparency log, for its owner to call where the one in force can be signed no further (the runbook says when): with
-- another origin, and without anything that was signed before. Its tree is built anew over all events that there are.
create or replace function tracking.begin_log(p_reason text) returns text
language plpgsql
as $$
declare
    v_origin text;
begin
    -- The one that builds the tree waits, and then sees that its size is another.
    lock table transparency.logs in exclusive mode;
    delete from transparency.entries;
    delete from transparency.tiles;
    insert into transparency.logs (reason) values (p_reason) returning origin into v_origin;
    return v_origin;
end
$$;

revoke execute on function tracking.begin_log(text) from public;
