using FluentValidation;

namespace CdViz.Api.Configuration;

/// <summary>What is allowed of a rule for names.</summary>
internal sealed class AliasRules : AbstractValidator<AliasSettings>
{
    /// <summary>The rules.</summary>
    public AliasRules()
    {
        RuleFor(alias => alias.Name).Matches("^[^,\\s][^,]{0,59}$").WithMessage("up to 60 characters without a comma");
        RuleFor(alias => alias.Of).Must(thing => AliasRule.Things.Contains(thing)).WithMessage(string.Join(", ", AliasRule.Things));
        When(alias => alias.Of is AliasRule.Context, () =>
        {
            RuleFor(alias => alias.From).Empty().WithMessage("nothing: of all context ids letters and digits alone count then");
            RuleFor(alias => alias.To).Empty().WithMessage("nothing: of all context ids letters and digits alone count then");
        }).Otherwise(() =>
        {
            RuleFor(alias => alias.From).Must(from => from.Length is > 0 and <= 1000 && from.Count(c => c is '*') <= 1).WithMessage("an id with at most one *, as in /*");
            RuleFor(alias => alias.To).Must((alias, to) => to.Length is > 0 and <= 1000 && to.Count(c => c is '*') <= alias.From.Count(c => c is '*'))
                .WithMessage("what it is called instead, with at most one * where From has one");
        });
        RuleFor(alias => alias.Until).GreaterThan(alias => alias.Since).When(alias => alias.Since is not null && alias.Until is not null).WithMessage("a time after Since");
    }
}
