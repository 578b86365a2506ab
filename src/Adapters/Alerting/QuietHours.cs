using System.Globalization;

namespace CdViz.Adapters.Alerting;

/// <summary>When nothing is sent: every day from a time of day to another, in a time zone; over midnight where the first is the later.</summary>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end.</param>
/// <param name="Zone">The time zone.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>Reads <c>22:00-07:00</c>, or <c>22:00-07:00 Europe/Berlin</c>; UTC where no zone is said.</summary>
    public static bool TryParse(string text, out QuietHours? hours)
    {
        ArgumentNullException.ThrowIfNull(text);
        hours = text.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [var span, .. var zones]
            && span.Split('-') is [var from, var to] && Time(from, out var begin) && Time(to, out var end) && begin != end
            && TimeZoneInfo.TryFindSystemTimeZoneById(zones is [var name] ? name : "UTC", out var zone)
            ? new(begin, end, zone)
            : null;
        return hours is not null;
    }

    /// <summary>When they end, where they last at an instant; else null.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        if (!time.IsBetween(From, To))
        {
            return null;
        }

        var day = DateOnly.FromDateTime(local.Date);
        var end = (From > To && time >= From ? day.AddDays(1) : day).ToDateTime(To, DateTimeKind.Unspecified);
        // Where clocks are put forward over the end, it is at the first instant there is.
        end = Zone.IsInvalidTime(end) ? end.AddHours(1) : end;
        return new DateTimeOffset(end, Zone.GetUtcOffset(end)).ToUniversalTime();
    }

    private static bool Time(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
