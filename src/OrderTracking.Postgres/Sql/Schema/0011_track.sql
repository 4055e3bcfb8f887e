-- Public tracking: the number and the last four digits of the consignee's phone (last digit first) as one key. So a search for an
-- unknown number takes the same path as one with wrong digits, and its time does not tell the two apart.
create index on tracking.search ((waybill || ' ' || left(phone_reversed, 4))) where phone_reversed is not null;
