using FluentValidation;

namespace CdViz.Api.Queries;

/// <summary>The parameters of an endpoint's query, one for each property. An endpoint that takes one <c>[FromQuery]</c> is called only with what its rules allow.</summary>
/// <typeparam name="TSelf">The query itself.</typeparam>
public interface IQuery<TSelf> where TSelf : IQuery<TSelf>
{
    /// <summary>What is allowed.</summary>
    static abstract AbstractValidator<TSelf> Rules { get; }
}

/// <summary>A query that may say which position its answer has to contain.</summary>
public interface IWaits
{
    /// <summary>The position, as sent; null not to wait.</summary>
    string? Wait { get; }

    /// <summary>The projection that is read for it.</summary>
    string Projection { get; }
}
