namespace CdViz.Api.Demo.Stories;

/// <summary>The stories, which call one another.</summary>
internal sealed class StoryBook
{
    /// <summary>Opens the book.</summary>
    public StoryBook(Company company)
    {
        var tests = new TestRuns(company);
        var deployments = new Deployments(company);
        Changes = new(company, tests, this);
        Delivery = new(company, tests, deployments, this);
        Production = new(company, deployments, this);
        Mishaps = new(company, deployments, this);
        Troubles = new(company);
        Founding = new(company, this);
        Nightly = new(company, tests);
        Upkeep = new(company, tests, deployments);
        Sundry = new(company);
        Approvals = new(company);
    }

    /// <summary>Work on the code.</summary>
    public ChangeStory Changes { get; }

    /// <summary>From the main branch to staging.</summary>
    public DeliveryStory Delivery { get; }

    /// <summary>To production.</summary>
    public ProductionStory Production { get; }

    /// <summary>Bad deployments.</summary>
    public MishapStory Mishaps { get; }

    /// <summary>Incidents that no deployment caused.</summary>
    public TroubleStory Troubles { get; }

    /// <summary>The first day.</summary>
    public FoundingStory Founding { get; }

    /// <summary>Tests at night.</summary>
    public NightlyStory Nightly { get; }

    /// <summary>Everything else that keeps a company going.</summary>
    public UpkeepStory Upkeep { get; }

    /// <summary>What is not delivery.</summary>
    public SundryStory Sundry { get; }

    /// <summary>Who lets the trains leave.</summary>
    public ApprovalStory Approvals { get; }
}
