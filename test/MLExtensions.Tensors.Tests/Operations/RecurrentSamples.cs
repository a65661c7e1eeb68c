using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>RNN, GRU and LSTM: directions, biases, initial states, lengths.</summary>
internal sealed class RecurrentSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        for (int i = 0; i < 16; i++)
        {
            bool bidirectional = (i & 1) != 0, bias = (i & 2) != 0, initial = (i & 4) != 0, lengths = (i & 8) != 0;
            int batch = random.Next(1, 6), time = random.Next(1, 5), features = random.Next(1, 4), hidden = random.Next(1, 4);
            int kind = (i + random.Next(2)) % 4;
            RecurrentOperation operation = Kind(kind) with { Bidirectional = bidirectional, HasBias = bias, HasInitialState = initial, HasLengths = lengths };
            yield return Create(random, operation, batch, time, features, hidden);
        }

        // More hidden numbers than a vector holds, and lengths of 0.
        RecurrentOperation all = new Gru { Bidirectional = true, HasInitialState = true, HasLengths = true };
        yield return Create(random, new Lstm(), 1, 2, 1, 19);
        yield return Create(random, all, 3, 0, 2, 2);
        yield return Create(random, all, 0, 3, 2, 2);
        yield return Create(random, new Lstm { Bidirectional = true, HasLengths = true }, 0, 0, 1, 1);
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        for (int kind = 0; kind < 4; kind++)
        {
            yield return Create(random, Kind(kind) with { Bidirectional = true, HasLengths = true, HasInitialState = true }, 37, 11, 23, 41);
        }

        // Many rows, so that chunks have more of them; more steps than a chunk gathers, in chunks of 8 and 16 rows; features and hidden numbers of whole vectors.
        yield return Create(random, new Lstm { Bidirectional = true }, 293, 3, 3, 7);
        yield return Create(random, new Lstm { HasLengths = true, HasInitialState = true }, 41, 19, 7, 64);
        yield return Create(random, new Gru { Bidirectional = true }, 17, 23, 32, 32);
        yield return Create(random, new Rnn { HasBias = false }, 13, 37, 16, 128);

        // Gradients of weights that are too large to be added up by each chunk, weights that are not.
        yield return Create(random, new Lstm { HasLengths = true }, 21, 5, 3, 181);
        yield return Create(random, new Gru { Bidirectional = true, HasInitialState = true }, 19, 4, 11, 211);

        // Weights too large for the cache of a core: the products of a step are cut instead of the rows.
        yield return Create(random, new Lstm { HasLengths = true }, 67, 3, 5, 263);
        yield return Create(random, new Gru { Bidirectional = true }, 31, 3, 5, 307);
    }

    private static RecurrentOperation Kind(int kind) => kind switch
    {
        0 => new Lstm(),
        1 => new Gru(),
        2 => new Rnn(),
        _ => new Rnn { Nonlinearity = Activation.Relu },
    };

    private static OperationSample Create(Random random, RecurrentOperation operation, int batch, int time, int features, int hidden)
    {
        int rows = hidden * operation switch { Lstm => 4, Gru => 3, _ => 1 };
        int directions = operation.Bidirectional ? 2 : 1;
        float scale = 1.5f / MathF.Sqrt(hidden);
        var inputs = new List<SampleInput> { SampleInput.Uniform(random, [batch, time, features]) };
        for (int i = 0; i < directions; i++)
        {
            inputs.Add(SampleInput.Uniform(random, [rows, features]));
            inputs.Add(SampleInput.Uniform(random, [rows, hidden], -scale, scale));
            for (int j = 0; operation.HasBias && j < 2; j++)
            {
                inputs.Add(SampleInput.Uniform(random, [rows]));
            }
        }

        for (int i = 0; operation.HasInitialState && i < (operation is Lstm ? 2 : 1); i++)
        {
            inputs.Add(SampleInput.Uniform(random, [directions, batch, hidden]));
        }

        if (operation.HasLengths)
        {
            inputs.Add(SampleInput.Indices(random, [batch], time + 1));
        }

        return new OperationSample(operation, [.. inputs]) { HasKinks = operation is Rnn { Nonlinearity: Activation.Relu } };
    }
}
