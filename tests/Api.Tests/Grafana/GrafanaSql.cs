using System.Globalization;
using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Grafana;

/// <summary>
/// Makes SQL of a panel's query as Grafana's PostgreSQL datasource does, with TimescaleDB switched on: variables first, then macros, whose
/// arguments end at the first closing parenthesis and are parted by commas, whatever they are.
/// </summary>
internal sealed partial record GrafanaSql(DateTime From, DateTime To, TimeSpan Interval)
{
    /// <summary>The SQL that is sent to the database.</summary>
    public string Expand(string text, IReadOnlyDictionary<string, DashboardVariable> variables)
    {
        text = text.Replace("${__timezone}", "Europe/Berlin", StringComparison.Ordinal).Replace("$__interval_ms", Interval.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("$__interval", $"{(long)Interval.TotalSeconds}s", StringComparison.Ordinal);
        text = Variable().Replace(text, match => match.Groups["name"].Value is var name && variables.TryGetValue(name, out var variable)
            ? variable.Interpolated
            : match.Value);
        return Macro().Replace(text, match => Of(match.Groups["name"].Value, [.. match.Groups["arguments"].Value.Split(',').Select(a => a.Trim())]));
    }

    private string Of(string macro, string[] arguments) => macro switch
    {
        "__time" => $"{arguments[0]} AS \"time\"",
        "__timeFilter" => $"{arguments[0]} BETWEEN '{Text(From)}' AND '{Text(To)}'",
        "__timeFrom" => $"'{Text(From)}'",
        "__timeTo" => $"'{Text(To)}'",
        "__timeGroup" => $"time_bucket('{Seconds(arguments[1])}s',{arguments[0]})",
        "__timeGroupAlias" => $"time_bucket('{Seconds(arguments[1])}s',{arguments[0]}) AS \"time\"",
        _ => throw new ArgumentException($"Grafana's PostgreSQL datasource has no macro ${macro}, or this test does not know it."),
    };

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(string interval) => Duration(interval.Trim('\'')).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>A duration as Grafana writes it: 5m.</summary>
    public static TimeSpan Duration(string text)
    {
        var match = DurationText().Match(text);
        if (!match.Success)
        {
            throw new ArgumentException($"'{text}' is no duration.", nameof(text));
        }

        var unit = match.Groups["unit"].Value switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => 604800 };
        return TimeSpan.FromSeconds(long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit);
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)\}|\$(?<name>(?!__)\w+)|\[\[(?<name>\w+)\]\]")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$(?<name>__\w+)\((?<arguments>[^)]*)\)")]
    private static partial Regex Macro();

    [GeneratedRegex(@"^(?<number>\d+)(?<unit>[smhdw])$")]
    private static partial Regex DurationText();
}

/// <summary>A variable and what is chosen of it.</summary>
/// <param name="IsMany">True where several values may be chosen, or all: they are quoted and parted by commas; one alone stands as it is.</param>
/// <param name="Values">The chosen ones.</param>
internal sealed record DashboardVariable(bool IsMany, IReadOnlyList<string> Values)
{
    public string Interpolated => IsMany
        ? string.Join(',', Values.Select(value => $"'{Escaped(value)}'"))
        : Escaped(Values[0]);

    private static string Escaped(string value) => value.Replace("'", "''", StringComparison.Ordinal);
}
