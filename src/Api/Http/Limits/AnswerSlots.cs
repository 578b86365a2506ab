using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api.Http.Limits;

/// <summary>How many pages of events may be in memory at once; pages and live feeds apart, so that neither can take all of the other's.</summary>
public sealed class AnswerSlots : IDisposable
{
    /// <summary>Of each kind. A page has 2 MiB of events, or one event.</summary>
    public const int Each = 48;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim pages = new(Each);

    /// <summary>For live feeds, while they write what they have read.</summary>
    public SemaphoreSlim Live { get; } = new(Each);

    /// <summary>Takes a slot for a page until the answer has gone out, or says why there is none.</summary>
    public async Task<ProblemHttpResult?> TakeAsync(HttpContext context, CancellationToken ct)
    {
        if (!await pages.WaitAsync(Patience, ct))
        {
            return Problems.Unavailable(context, "Too many pages of events are being read at the moment.", Patience);
        }

        context.Response.RegisterForDispose(new Slot(pages));
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pages.Dispose();
        Live.Dispose();
    }

    private sealed class Slot(SemaphoreSlim from) : IDisposable
    {
        public void Dispose() => from.Release();
    }
}
