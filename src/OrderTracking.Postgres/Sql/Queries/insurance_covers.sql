-- The insurances of these consignments, by the index of the waybills of cases.
select c.row
from (select *, stream as waybill, '' as lane from tracking.cases) c
where c.kind = 'insurance'
  and c.row -> 'waybills' ?| @waybills::text[]
  and {in scope c}
order by c.opened_at desc, c.number desc
