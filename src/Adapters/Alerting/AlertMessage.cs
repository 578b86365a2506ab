using System.Globalization;

namespace CdViz.Adapters.Alerting;

/// <summary>A message as somebody reads it.</summary>
/// <param name="Id">Its number; receivers get it, to know one that comes twice.</param>
/// <param name="Alert">Name of the alert.</param>
/// <param name="Rule">What it is about.</param>
/// <param name="Title">What happened, in a line.</param>
/// <param name="Text">The same with more; may be empty.</param>
/// <param name="Tone">Whether it is good or bad.</param>
/// <param name="Items">What it tells, the first of it.</param>
/// <param name="Count">How much there is.</param>
/// <param name="Page">Address of the page that shows it, or null.</param>
/// <param name="Trace">Address of the page with its trace, or null.</param>
public sealed record AlertMessage(
    string Id, string Alert, AlertRule Rule, string Title, string Text, AlertTone Tone, IReadOnlyList<AlertItem> Items, int Count, string? Page, string? Trace)
{
    private const int TitlesListed = 20;

    /// <summary>Makes it of what happened.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="items">What happened, the first of it.</param>
    /// <param name="count">How much happened.</param>
    /// <param name="root">What addresses begin with; empty for no links.</param>
    public static AlertMessage Of(string id, Alert alert, IReadOnlyList<AlertItem> items, int count, string root)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(items);
        var templates = AlertTemplates.Of(alert);
        var tone = items.Any(item => ToneOf(item) is AlertTone.Bad) ? AlertTone.Bad : ToneOf(items[^1]);
        if (items is [var only] && count == 1)
        {
            var (page, trace) = (PageOf(alert.Rule, only, root), TraceOf(only, root));
            return new(id, alert.Name, alert.Rule, templates.Title(only, page, trace), templates.Text(only, page, trace), tone, items, 1, page, trace);
        }

        var lines = items.Take(TitlesListed).Select(item => $"• {templates.Title(item, PageOf(alert.Rule, item, root), TraceOf(item, root))}").ToList();
        if (count > lines.Count)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {count - lines.Count} more"));
        }

        return new(
            id, alert.Name, alert.Rule, string.Create(CultureInfo.InvariantCulture, $"{alert.Name}: {count} at once"), string.Join('\n', lines), tone, items, count,
            root.Length > 0 ? $"{root}{HomeOf(alert.Rule)}" : null, null);
    }

    /// <summary>One that says that messages arrive.</summary>
    public static AlertMessage Test(Alert alert, string root)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(root);
        var page = root.Length > 0 ? $"{root}/" : null;
        return new("test", alert.Name, alert.Rule, $"{alert.Name}: a test", "Messages of this alert arrive here.", AlertTone.Neutral, [], 0, page, null);
    }

    private static AlertTone ToneOf(AlertItem item) => item.State switch
    {
        "recovered" or "resolved" => AlertTone.Good,
        "deployed" => AlertTone.Neutral,
        _ => AlertTone.Bad,
    };

    private static string? TraceOf(AlertItem item, string root) => root.Length > 0 && item["chain"] is { } chain ? $"{root}/ui/trace?chain={Uri.EscapeDataString(chain)}" : null;

    private static string? PageOf(AlertRule rule, AlertItem item, string root) => root.Length == 0 ? null : rule switch
    {
        AlertRule.Deployed or AlertRule.RolledBack when item["service"] is { } service && item["environment"] is { } environment =>
            $"{root}/ui/history?environment={Uri.EscapeDataString(environment)}&service={Uri.EscapeDataString(service)}#at-{item["position"]}",
        AlertRule.PipelineFailed or AlertRule.PipelineBroken or AlertRule.Incident or AlertRule.LeadTime when item["position"] is { } position => $"{root}/ui/events/{position}",
        _ => $"{root}{HomeOf(rule)}",
    };

    private static string HomeOf(AlertRule rule) => rule switch
    {
        AlertRule.PipelineFailed or AlertRule.PipelineBroken => "/ui/pipelines",
        AlertRule.Incident => "/ui/incidents",
        AlertRule.LeadTime => "/ui/delivery",
        AlertRule.FlakyTest => "/ui/tests/flaky",
        AlertRule.Projection => "/ui/projections",
        AlertRule.SourceSilent => "/ui/events",
        _ => "/ui/history",
    };
}

/// <summary>Whether what is told is good or bad.</summary>
public enum AlertTone
{
    /// <summary>Neither.</summary>
    Neutral,

    /// <summary>It is well again.</summary>
    Good,

    /// <summary>Somebody should look.</summary>
    Bad,
}
