using System.Globalization;

namespace CdViz.Api.Pages.Parts;

/// <summary>How numbers, times and names are told to people.</summary>
internal static class Say
{
    /// <summary>A span in its largest unit, as people say it: 3 d, 2.5 h, 40 s.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalMinutes: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d"),
    };

    /// <summary>So many seconds; a dash where it is not known.</summary>
    public static string Span(double? seconds) => seconds is { } known ? Span(TimeSpan.FromSeconds(known)) : "–";

    /// <summary>How long ago, coarsely.</summary>
    public static string Ago(DateTime then, DateTime now) => (now - then) switch
    {
        { TotalSeconds: < -60 } => Day(then, now),
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min ago"),
        { TotalHours: < 36 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h ago"),
        { TotalDays: < 60 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} d ago"),
        _ => Day(then, now),
    };

    /// <summary>A day, with its year where that is another one.</summary>
    public static string Day(DateTime time, DateTime now) => time.ToString(time.Year == now.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A moment to the second, UTC.</summary>
    public static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment as addresses and machines have it.</summary>
    public static string Iso(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A moment as a field for date and time has it.</summary>
    public static string Field(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands apart.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>A number where it stands in a picture.</summary>
    public static string At(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A share of all.</summary>
    public static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.#} %") : "–";

    /// <summary>The short name of a thing whose id is an address: what stands last in it.</summary>
    public static string Short(string? id)
    {
        if (id is null)
        {
            return "–";
        }

        if (id.StartsWith("pkg:", StringComparison.Ordinal))
        {
            var of = id.Split('?', '#')[0].Split('@')[0];
            var artifact = ArtifactName.Parse(id);
            return $"{of[(of.LastIndexOf('/') + 1)..]} {Version(artifact.Version ?? artifact.Digest)}";
        }

        var name = id.TrimEnd('/');
        var last = name[(name.LastIndexOf('/') + 1)..];
        return name.Contains("://", StringComparison.Ordinal) && last.Length > 0 ? last : name;
    }

    /// <summary>Who reported: the host of an address.</summary>
    public static string Source(string source) => Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : source;

    /// <summary>A digest as people know it.</summary>
    public static string Version(string? version) => version switch
    {
        null or "" => "unknown",
        _ when version.StartsWith("sha256:", StringComparison.Ordinal) => version[7..Math.Min(version.Length, 19)],
        _ => version,
    };

    /// <summary>An address that a browser may follow: what events say may be anything.</summary>
    public static string? Link(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? address : null;

    /// <summary>An address with parameters; those without a value are left out.</summary>
    public static string Path(string path, params (string Name, string? Value)[] parameters)
    {
        var given = parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value))
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value!)}");
        return string.Join('&', given) is { Length: > 0 } query ? $"{path}?{query}" : path;
    }
}
