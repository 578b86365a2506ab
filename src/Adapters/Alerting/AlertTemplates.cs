using Fluid;

namespace CdViz.Adapters.Alerting;

/// <summary>The templates of an alert, in Liquid. A template sees the facts of what happened and nothing else, and ends after so many steps.</summary>
public sealed class AlertTemplates
{
    private const int LongestTitle = 250;
    private const int LongestText = 2500;

    private static readonly FluidParser Parser = new();

    private static readonly TemplateOptions Options = new() { MaxSteps = 10_000, MaxRecursion = 20 };

    private readonly Alert alert;
    private readonly IFluidTemplate title;
    private readonly IFluidTemplate text;

    private AlertTemplates(Alert alert)
    {
        this.alert = alert;
        var (usualTitle, usualText) = Usual(alert.Rule);
        title = Parser.Parse(alert.Title.Length > 0 ? alert.Title : usualTitle);
        text = Parser.Parse(alert.Text.Length > 0 ? alert.Text : usualText);
    }

    /// <summary>Those of an alert.</summary>
    public static AlertTemplates Of(Alert alert) => new(alert);

    /// <summary>Why a text is no template; null where it is one.</summary>
    public static string? Wrong(string template) => Parser.TryParse(template, out _, out var error) ? null : error;

    /// <summary>The title.</summary>
    public string Title(AlertItem item, string? page, string? trace) => Cut(Render(title, item, page, trace).ReplaceLineEndings(" ").Trim(), LongestTitle);

    /// <summary>The text.</summary>
    public string Text(AlertItem item, string? page, string? trace) =>
        Cut(string.Join('\n', Render(text, item, page, trace).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)), LongestText);

    private string Render(IFluidTemplate template, AlertItem item, string? page, string? trace)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in item.Facts)
        {
            context.SetValue(name, value);
        }

        foreach (var (name, value) in ((string, string?)[])
        [
            ("alert", alert.Name), ("rule", $"{alert.Rule}".ToLowerInvariant()), ("state", item.State), ("at", item.At.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture)),
            ("page", page), ("trace", trace), ("took", double.TryParse(item["seconds"], System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? Span(seconds) : null),
        ])
        {
            context.SetValue(name, (object?)value ?? "");
        }

        try
        {
            return template.Render(context);
        }
        catch (InvalidOperationException fault)
        {
            // It took too many steps. What happened is told all the same.
            return $"{alert.Name}: {item.State} {string.Join(", ", item.Facts.Select(fact => $"{fact.Key} {fact.Value}"))} (the template failed: {fault.Message})";
        }
    }

    /// <summary>The rule's own title and text.</summary>
    private static (string Title, string Text) Usual(AlertRule rule) => rule switch
    {
        AlertRule.Deployed => (
            "{{ service }} {{ version | default: 'an unknown version' }} was deployed to {{ environment }}",
            "{% if previous %}Before: {{ previous }}{% endif %}\nArtifact: {{ artifact | default: 'unknown' }}\nTold by: {{ source }}"),
        AlertRule.RolledBack => (
            "{{ service }} was rolled back to {{ version | default: 'an unknown version' }} in {{ environment }}",
            "{% if previous %}Before: {{ previous }}{% endif %}\n{% if rollback == 'inferred' %}An older artifact came back; nobody said that it is a roll-back.{% endif %}\nTold by: {{ source }}"),
        AlertRule.PipelineFailed => (
            "{{ name | default: run }} failed{% if branch %} on {{ branch }}{% endif %}", "{{ errors }}\n{% if took != '' %}After {{ took }}.{% endif %}\n{{ url }}"),
        AlertRule.PipelineBroken => (
            "{{ name | default: run }} {% if state == 'recovered' %}succeeds again{% else %}fails{% endif %}{% if branch %} on {{ branch }}{% endif %}", "{{ errors }}\n{{ url }}"),
        AlertRule.Incident => (
            "Incident {{ state }}: {{ description | default: incident }}",
            "{% if service %}Service: {{ service }}{% endif %}\n{% if environment %}Environment: {{ environment }}{% endif %}\n{% if ticket %}Ticket: {{ ticket }}{% endif %}\n{% if state == 'resolved' and took != '' %}It took {{ took }}.{% endif %}"),
        AlertRule.LeadTime => ("A change took {{ took }} to {{ environment }}", "Change: {{ name }}\nService: {{ service }}\n{% if repository %}Repository: {{ repository }}{% endif %}"),
        AlertRule.FlakyTest => (
            "{{ name | default: test }} is {% if state == 'resolved' %}not flaky any more{% else %}flaky{% endif %}",
            "It both passed and failed on {{ flaky }} of {{ tested }} artifacts or changes that it was tried on more than once."),
        AlertRule.Projection => (
            "Projection {{ name }} {% if state == 'resolved' %}is well again{% elsif how == 'stopped' %}is stopped{% else %}is behind{% endif %}",
            "{% if state != 'resolved' %}{% if reason %}{{ reason }}{% else %}{{ behind }} events, {{ took }}.{% endif %}{% endif %}"),
        _ => (
            "{{ name }} {% if state == 'resolved' %}sends again{% else %}is silent{% endif %}", "{% if state != 'resolved' %}Nothing came for {{ took }}.{% endif %}"),
    };

    private static string Span(double seconds) => TimeSpan.FromSeconds(Math.Round(seconds)) switch
    {
        { TotalMinutes: < 2 } span => FormattableString.Invariant($"{span.TotalSeconds:0} s"),
        { TotalHours: < 2 } span => FormattableString.Invariant($"{span.TotalMinutes:0} min"),
        { TotalDays: < 2 } span => FormattableString.Invariant($"{span.TotalHours:0.#} h"),
        var span => FormattableString.Invariant($"{span.TotalDays:0.#} d"),
    };

    private static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]}…";
}
