-- Lists and reports of one lane.
create index on tracking.exceptions (lane, raised_at, waybill, exception_id);
create index on tracking.receipts (lane, signed_at, waybill);
