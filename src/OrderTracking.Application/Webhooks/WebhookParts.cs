using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;

namespace OrderTracking.Application.Webhooks;

/// <summary>What deliveries of all webhooks share.</summary>
public sealed record WebhookParts(
    IWebhooks Store, LiveFeed Feed, FeedReader Reader, IWebhookRights Rights, IWebhookWriter Writer, WebhookSender Sender,
    WebhookSecrets Secrets, IAccessLog AccessLog, Telemetry Telemetry, TimeProvider Clock);
