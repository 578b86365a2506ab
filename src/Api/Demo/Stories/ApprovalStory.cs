namespace CdViz.Api.Demo.Stories;

/// <summary>The release trains are approved before they leave. Told in the draft of the next release of CDEvents.</summary>
internal sealed class ApprovalStory(Company company)
{
    private int last;

    /// <summary>Goes on for the whole month.</summary>
    public IEnumerable<DateTime> Go()
    {
        var dice = company.Dice.For("approvals");
        for (var day = company.Start.AddHours(10); ; day = day.AddDays(1))
        {
            yield return day;
            foreach (var service in company.Services.Where(service => service.Plan.Train && service.Candidate is not null && WorkingHours.IsWorkday(day)))
            {
                company.Time.Start(One(service, dice), day + dice.Minutes(1, 60));
            }
        }
    }

    private string Person(Dice dice) => $"{company.Tools.Approvals.Source}/people/{dice.Pick(company.People)}";

    private IEnumerable<DateTime> One(Service service, Dice dice)
    {
        var id = $"{service.Name}/release/{++last}";
        var trail = company.NewTrail();
        Content About(params (string, object?)[] more) => new Content(
            ("approvalDetailsUrl", $"{company.Tools.Approvals.Source}/{id}"), ("resourceTargetUrl", $"https://{service.Name}.fennel.example")).With(more);
        company.Tools.Approvals.Send(company.Time.Now, "approval.created", id, trail, About(("requestor", Person(dice))));
        if (dice.Chance(0.2))
        {
            yield return company.Time.Now + dice.Minutes(5, 60);
            company.Tools.Approvals.Send(company.Time.Now, "approval.updated", id, trail, About(("responder", Person(dice)), ("decision", "requestChanges")));
        }

        if (dice.Chance(0.9))
        {
            yield return company.Time.Now + dice.Minutes(5, 90);
            var (decision, status) = dice.Chance(0.85) ? ("approved", "approved") : ("rejected", "rejected");
            company.Tools.Approvals.Send(
                company.Time.Now, "approval.closed", id, trail, About(("responder", Person(dice)), ("decision", decision), ("status", status)));
        }
    }
}
