using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api.Http.Limits;

/// <summary>How many pages of events may be in memory at once; pages and live feeds apart, so that neither can take all of the other's.</summary>
public sealed class AnswerSlots : IDisposable
{
    /// <summary>Of each kind. A page has 2 MiB of events, or one event.</summary>
    public const int Each = 48;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Of answers that have a whole body in them as it came in, or what somebody's own question gave: up to some 20 MiB each.</summary>
    public const int Wholes = 16;

    // Of smaller ones a thousand may be there.
    private const int Large = 256 * 1024;

    private readonly SemaphoreSlim pages = new(Each);
    private readonly SemaphoreSlim wholes = new(Wholes);

    /// <summary>For live feeds, while they write what they have read.</summary>
    public SemaphoreSlim Live { get; } = new(Each);

    /// <summary>Takes a slot for a page until the answer has gone out, or says why there is none.</summary>
    public Task<ProblemHttpResult?> TakeAsync(HttpContext context, CancellationToken ct) => TakeAsync(pages, context, ct);

    /// <summary>The same for a page that is known already, where it is a large one.</summary>
    /// <param name="bytes">How large it is.</param>
    /// <param name="context">The request.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="BadHttpRequestException">There is none: 503.</exception>
    public async Task TakeForAsync(long bytes, HttpContext context, CancellationToken ct)
    {
        if (bytes > Large && await TakeAsync(pages, context, ct) is { } full)
        {
            throw new BadHttpRequestException(full.ProblemDetails.Detail!, StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The same for an answer with a whole body in it.</summary>
    public Task<ProblemHttpResult?> TakeWholeAsync(HttpContext context, CancellationToken ct) => TakeAsync(wholes, context, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        pages.Dispose();
        wholes.Dispose();
        Live.Dispose();
    }

    private static async Task<ProblemHttpResult?> TakeAsync(SemaphoreSlim slots, HttpContext context, CancellationToken ct)
    {
        if (!await slots.WaitAsync(Patience, ct))
        {
            return Problems.Unavailable(context, "Too many answers of this size are being read at the moment.", Patience);
        }

        context.Response.RegisterForDispose(new Slot(slots));
        return null;
    }

    private sealed class Slot(SemaphoreSlim from) : IDisposable
    {
        public void Dispose() => from.Release();
    }
}
