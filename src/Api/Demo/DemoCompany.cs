using System.Globalization;
using CdViz.Api.Demo.Stories;

namespace CdViz.Api.Demo;

/// <summary>
/// The delivery of a small company that sells boxes of ingredients: nine services, their pipelines, tests, deployments, incidents.
/// Made up, but in the way such things go: flaky tests, runs that are run again, Friday evenings.
/// </summary>
public static class DemoCompany
{
    /// <summary>All events of a time, in the order in which the tools report them. Depends on the arguments alone.</summary>
    /// <param name="seed">Another seed, another history.</param>
    /// <param name="end">The history ends before this day begins (UTC).</param>
    /// <param name="days">How many days it lasts; about a thousand events a day, more on working days.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is below 1.</exception>
    public static IEnumerable<DemoEvent> Events(int seed, DateOnly end, int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        return Tell(seed, end.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), days);
    }

    private static IEnumerable<DemoEvent> Tell(int seed, DateTime end, int days)
    {
        var company = new Company(string.Create(CultureInfo.InvariantCulture, $"{seed}|{end:yyyy-MM-dd}|{days}"), end.AddDays(-days), end);
        var stories = new StoryBook(company);
        company.Time.Start(stories.Founding.Go());
        company.Time.Start(stories.Troubles.Go());
        stories.Upkeep.Start();
        while (company.Time.Next is { } next && next < end)
        {
            foreach (var e in company.Outbox.Until(next))
            {
                yield return e;
            }

            company.Time.Step();
        }

        foreach (var e in company.Outbox.Until(end))
        {
            yield return e;
        }
    }
}
