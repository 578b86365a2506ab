namespace CdViz.Api.Demo;

/// <summary>When people work: Monday to Friday, 7:00 to 17:00 UTC, with now and then somebody at night or at the weekend.</summary>
internal static class WorkingHours
{
    private const int Opens = 7;
    private const int Closes = 17;
    private const double NightOwl = 0.03;

    /// <summary>True from Monday to Friday.</summary>
    public static bool IsWorkday(DateTime at) => at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>True when most people are at work.</summary>
    public static bool IsOpen(DateTime at) => IsWorkday(at) && at.Hour is >= Opens and < Closes;

    /// <summary>Friday from 14:00 UTC: people want to be done before the weekend.</summary>
    public static bool IsFridayEvening(DateTime at) => at is { DayOfWeek: DayOfWeek.Friday, Hour: >= 14 };

    /// <summary>The first moment from <paramref name="at"/> on at which somebody is at work.</summary>
    public static DateTime Next(DateTime at, Dice dice)
    {
        if (IsOpen(at) || dice.Chance(NightOwl))
        {
            return at;
        }

        var day = at.Hour >= Opens || !IsWorkday(at) ? at.Date.AddDays(1) : at.Date;
        while (!IsWorkday(day))
        {
            day = day.AddDays(1);
        }

        return day.AddHours(Opens) + dice.Minutes(0, 150);
    }

    /// <summary>The moment when so much work is done; nights and weekends do not count.</summary>
    public static DateTime After(DateTime at, TimeSpan work, Dice dice)
    {
        var from = Next(at, dice);
        var closes = from.Date.AddHours(Closes);
        return !IsOpen(from) || from + work <= closes ? from + work : After(closes, work - (closes - from), dice);
    }

    /// <summary>A moment of the day at which somebody takes up new work: mornings and early afternoons mostly.</summary>
    public static DateTime OnDay(DateTime day, Dice dice) =>
        day.Date.AddHours(dice.Chance(0.55) ? Opens : 12) + TimeSpan.FromMinutes(dice.Between(0, 260));
}
