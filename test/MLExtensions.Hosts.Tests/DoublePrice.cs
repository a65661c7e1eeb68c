using Microsoft.ML.Transforms;

namespace MLExtensions.Hosts.Tests;

/// <summary>A mapping that model files can name.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DoublePrice : CustomMappingFactory<DoublePrice.Input, DoublePrice.Output>
{
    public const string Contract = "MLExtensions.Hosts.Tests.DoublePrice";

    public override Action<Input, Output> GetMapping() => (from, to) => to.Doubled = 2 * from.Price;

    public sealed class Input
    {
        public float Price { get; set; }
    }

    public sealed class Output
    {
        public float Doubled { get; set; }
    }
}
