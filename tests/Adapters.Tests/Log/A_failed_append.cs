using Npgsql;

namespace CdViz.Adapters.Tests.Log;

public class A_failed_append
{
    [Theory]
    [InlineData("22003", nameof(AppendFailure.Refused))]
    [InlineData("54000", nameof(AppendFailure.Refused))]
    [InlineData("23514", nameof(AppendFailure.Refused))]
    [InlineData("23505", nameof(AppendFailure.Passing))]
    [InlineData("40P01", nameof(AppendFailure.Passing))]
    [InlineData("53100", nameof(AppendFailure.Away))]
    [InlineData("25006", nameof(AppendFailure.Away))]
    public void is_the_events_fault_only_where_the_event_is_what_cannot_be_stored(string state, string means) =>
        AppendFailures.Of(Fault(state)).ToString().ShouldBe(means);

    [Theory]
    [InlineData("54000", "It is larger or deeper than the database can store (54000).")]
    [InlineData("22003", "It has a value that the database cannot store (22003).")]
    public void is_told_without_the_words_of_the_database(string state, string told) =>
        AppendFailures.Violation(Fault(state)).ShouldBe(new Violation("", "log.refused", told));

    private static PostgresException Fault(string state) => new("index row size 3000 exceeds maximum 2704 for index \"mt_events_stream_id_idx\"", "ERROR", "ERROR", state);
}
