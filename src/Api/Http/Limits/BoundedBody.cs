using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace CdViz.Api.Http.Limits;

/// <summary>
/// A body that cannot be left half open: what its reader has not taken counts against <see cref="HeldBytes"/>, an event that has begun has to end within
/// a minute, and between two events there is a longest silence. What is packed comes no faster than its sender may have it unpacked.
/// </summary>
/// <param name="open">The body.</param>
/// <param name="held">What all bodies hold.</param>
/// <param name="limits">The limits.</param>
/// <param name="time">The time.</param>
/// <param name="known">Whether it is known who sends it.</param>
/// <param name="unpacked">Waits until so many bytes more may be unpacked; null where nothing is.</param>
internal sealed class BoundedBody(Func<PipeReader> open, HeldBytes held, LimitSettings limits, TimeProvider time, Func<bool> known, Func<long, CancellationToken, ValueTask>? unpacked)
    : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    /// <summary>How long one event may take to come.</summary>
    public static readonly TimeSpan EventTime = TimeSpan.FromMinutes(1);

    private PipeReader? inner;
    private ITimer? timer;
    private System.Buffers.ReadOnlySequence<byte> last;
    private bool isKnown;
    private long holds;
    private long left;
    private long began;
    private bool late;

    /// <inheritdoc/>
    public PipeReader Reader => this;

    private PipeReader Inner => inner ??= open();

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = Inner.ReadAsync(cancellationToken);
        return unpacked is not null ? SlowlyAsync(reading, cancellationToken)
            : reading.IsCompletedSuccessfully ? new(Took(reading.Result)) : PatientlyAsync(reading);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        var read = Inner.TryRead(out result);
        if (read)
        {
            Took(result);
        }

        return read;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // What was looked at and left lies there until more comes; what was not looked at was not asked for.
        var unfinished = last.Slice(consumed, examined).Length;
        left = last.Slice(consumed).Length;
        var taken = !last.Start.Equals(consumed);
        last = default;
        Inner.AdvanceTo(consumed, examined);
        began = unfinished == 0 ? 0 : taken || began == 0 ? time.GetTimestamp() : began;
        isKnown = holds == 0 ? known() : isKnown;
        if (!held.TryChange(unfinished - holds, isKnown))
        {
            throw new BadHttpRequestException("Too many bodies are open and unfinished at the moment (setting Limits:OpenBodyBytes).", StatusCodes.Status503ServiceUnavailable);
        }

        holds = unfinished;
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => Inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => Inner.Complete(exception);

    /// <summary>Gives back what it holds, when the request is over.</summary>
    public void Dispose()
    {
        timer?.Dispose();
        held.TryChange(-holds, isKnown);
        holds = 0;
    }

    private async ValueTask<ReadResult> SlowlyAsync(ValueTask<ReadResult> reading, CancellationToken ct)
    {
        var result = await PatientlyAsync(reading);
        if (result.Buffer.Length - left is > 0 and var fresh)
        {
            await unpacked!(fresh, ct);
        }

        return result;
    }

    private async ValueTask<ReadResult> PatientlyAsync(ValueTask<ReadResult> reading)
    {
        var patience = began == 0 ? limits.BodyIdle : EventTime - time.GetElapsedTime(began);
        timer ??= time.CreateTimer(
            _ =>
            {
                late = true;
                Inner.CancelPendingRead();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        try
        {
            return Took(await reading);
        }
        finally
        {
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private ReadResult Took(ReadResult result)
    {
        last = result.Buffer;
        if (late && result.IsCanceled)
        {
            Inner.AdvanceTo(result.Buffer.Start);
            last = default;
            throw new BadHttpRequestException("The body was left unfinished.", StatusCodes.Status408RequestTimeout);
        }

        return result;
    }
}
