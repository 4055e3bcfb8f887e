delete from tracking.webhooks w
where w.status = 'removed' and not exists (select from tracking.webhook_deliveries d where d.webhook = w.id)
