-- The sums that a roll-up keeps and that are not those of its rows: the first of them, and how many there are. Sums that came back to zero
-- stay in a roll-up, and count as none.
select array[{texts}], count(*) over ()
from (
    select *
    from tracking.{rollup} r
    where exists (select from jsonb_each(to_jsonb(r) - array['{names}']) sum where sum.value <> '0')) live
full join pg_temp.{rollup} summed using ({key})
where to_jsonb(live) is distinct from to_jsonb(summed)
order by {key}
limit $1
