using System.Globalization;

namespace CdViz.Api.Queries;

/// <summary>The time zones that a question may name: those that this program and PostgreSQL both know.</summary>
internal static class TimeZones
{
    // Files that lie beside the zones of the IANA database; PostgreSQL has some of them and they mean something else on each machine.
    private static readonly string[] NoZones = ["posix/", "right/", "localtime", "posixrules", "Factory"];

    /// <summary>What the clocks show there at an instant.</summary>
    /// <param name="time">The instant.</param>
    /// <param name="zone">A name that <see cref="Has"/>, or hours and minutes ahead of UTC; for others UTC is taken.</param>
    public static DateTime Local(DateTimeOffset time, string zone) => time.UtcDateTime + Ahead(zone, known => known.GetUtcOffset(time));

    /// <summary>The instant at which the clocks show a time there; where they jump over it, the instant of the jump.</summary>
    public static DateTime Utc(DateTime local, string zone) =>
        DateTime.SpecifyKind(local - Ahead(zone, known => known.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified))), DateTimeKind.Utc);

    private static TimeSpan Ahead(string zone, Func<TimeZoneInfo, TimeSpan> of)
    {
        if (zone is not ['+' or '-', ..])
        {
            return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? of(known) : TimeSpan.Zero;
        }

        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var (hours, minutes) = digits.Length > 2 ? (digits[..^2], digits[^2..]) : (digits, "0");
        var ahead = new TimeSpan(int.Parse(hours, CultureInfo.InvariantCulture), int.Parse(minutes, CultureInfo.InvariantCulture), 0);
        return zone[0] is '-' ? -ahead : ahead;
    }

    /// <summary>True for a name of the IANA database, such as <c>Europe/Berlin</c>. The few that PostgreSQL lacks it refuses itself.</summary>
    public static bool Has(string name) => !NoZones.Any(other => name.StartsWith(other, StringComparison.OrdinalIgnoreCase))
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
