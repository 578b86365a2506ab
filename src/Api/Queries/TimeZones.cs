namespace CdViz.Api.Queries;

/// <summary>The time zones that a question may name: those that this program and PostgreSQL both know.</summary>
internal static class TimeZones
{
    // Files that lie beside the zones of the IANA database; PostgreSQL has some of them and they mean something else on each machine.
    private static readonly string[] NoZones = ["posix/", "right/", "localtime", "posixrules", "Factory"];

    /// <summary>True for a name of the IANA database, such as <c>Europe/Berlin</c>. The few that PostgreSQL lacks it refuses itself.</summary>
    public static bool Has(string name) => !NoZones.Any(other => name.StartsWith(other, StringComparison.OrdinalIgnoreCase))
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
