-- Public tracking: number and the last four digits of the consignee's phone (last first) as one key, so that a look for a number
-- that is not known goes the same way as one for other digits, and nothing else can answer it.
create index on tracking.search ((waybill || ' ' || left(phone_reversed, 4))) where phone_reversed is not null;
