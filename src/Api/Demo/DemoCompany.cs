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
    /// <param name="drafts">Also events that only the draft of the next release of CDEvents has; all others are the same without them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is below 1.</exception>
    public static IEnumerable<DemoEvent> Events(int seed, DateOnly end, int days, bool drafts = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        return Tell(seed, end.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), days, drafts);
    }

    private static IEnumerable<DemoEvent> Tell(int seed, DateTime end, int days, bool drafts)
    {
        var company = new Company(string.Create(CultureInfo.InvariantCulture, $"{seed}|{end:yyyy-MM-dd}|{days}"), end.AddDays(-days), end);
        var stories = new StoryBook(company);
        company.Time.Start(stories.Founding.Go());
        company.Time.Start(stories.Troubles.Go());
        stories.Upkeep.Start();
        stories.Sundry.Start();
        if (drafts)
        {
            company.Time.Start(stories.Approvals.Go());
        }

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
