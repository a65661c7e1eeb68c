namespace MLExtensions.Benchmarks;

/// <summary>What is measured, and what is to be reached.</summary>
internal static class AllWorkloads
{
    public static IReadOnlyList<Workload> Get() =>
    [
        .. from size in new[] { 256, 512, 1024, 2048 }
           from threads in Environment.ProcessorCount == 1 ? new[] { 1 } : [1, 2]
           select new GemmWorkload(size, threads)
           {
               Name = $"gemm-{size}-{threads}",
               What = $"product of {size} x {size} matrices, {threads} thread{(threads == 1 ? "" : "s")} on both sides",
               Target = 1.07,
           },
        Mlp("mlp-32", 32, 0.20, 32, 128, 128, 3),
        Mlp("mlp-128", 128, 0.33, 32, 128, 128, 3),
        Mlp("mlp-512", 512, 0.47, 32, 128, 128, 3),
        Mlp("mlp-784", 128, 0.70, 784, 512, 512, 10),
        new TrainingWorkload
        {
            Name = "cnn",
            What = "two 3x3 convolutions with pooling, 3136-128-10, batch 64 of 1x28x28",
            Target = 0.75,
            Build = BenchmarkNetworks.Cnn,
            Input = [64, 1, 28, 28],
            Classes = 10,
            Forward = (Of(64 * 784, 9, 32) + Of(64 * 196, 32 * 9, 64) + Of(64, 3136, 128) + Of(64, 128, 10), Of(64 * 784, 9, 32)),
        },
        new TrainingWorkload
        {
            Name = "resnet",
            What = "stem to 16 and three stages of two basic blocks, 16-32-64 channels, batch norm, batch 64 of 3x32x32",
            Target = 0.95,
            Build = BenchmarkNetworks.ResNet,
            Input = [64, 3, 32, 32],
            Classes = 10,
            Forward = (Of(64 * 1024, 27, 16) + 4 * Of(64 * 1024, 144, 16) + Of(64 * 256, 144 + 16, 32) + 3 * Of(64 * 256, 288, 32) +
                Of(64 * 64, 288 + 32, 64) + 3 * Of(64 * 64, 576, 64) + Of(64, 64, 10), Of(64 * 1024, 27, 16)),
        },
        new TrainingWorkload
        {
            Name = "lstm",
            What = "7 inputs, 64 hidden, 96 steps, last step to 24 outputs, MSE, batch 64",
            Target = 0.35,
            Build = BenchmarkNetworks.Lstm,
            Input = [64, 96, 7],
            Forward = (Of(64 * 96, 7 + 64, 256) + Of(64, 64, 24), Of(64 * 96, 7, 256)),
        },
        new TrainingWorkload
        {
            Name = "gru-bi",
            What = "7 inputs, 64 hidden, two layers, bidirectional, 96 steps, last step to 24 outputs, MSE, batch 64",
            Target = 0.60,
            Build = BenchmarkNetworks.BidirectionalGru,
            Input = [64, 96, 7],
            Forward = (2 * Of(64 * 96, 7 + 64, 192) + 2 * Of(64 * 96, 128 + 64, 192) + Of(64, 128, 24), 2 * Of(64 * 96, 7, 192)),
        },
        new TrainingWorkload
        {
            Name = "transformer",
            What = "post-norm encoder layer, d 128, 4 heads, feed-forward 256 GELU, 64 tokens, mean of squares, batch 32",
            Target = 0.75,
            Build = BenchmarkNetworks.Transformer,
            Input = [32, 64, 128],
            TargetsAreZero = true,
            Forward = (Of(2048, 128, 4 * 128) + 2 * Of(2048, 64, 128) + 2 * Of(2048, 128, 256), Of(2048, 128, 3 * 128)),
        },
        new TrainingWorkload
        {
            Name = "conv1d",
            What = "7 inputs, 4 causal layers of 32 channels, kernel 3, dilation 1 2 4 8, 96 steps, last step to 24, MSE, batch 64",
            Target = 0.75,
            Build = BenchmarkNetworks.CausalConvolutions,
            Input = [64, 7, 96],
            Forward = (Of(64 * 96, 21 + 3 * 96, 32) + Of(64, 32, 24), Of(64 * 96, 21, 32)),
        },
        new PredictRow { Name = "predict-row", What = "32-128-128-3, one row through Network.Predict, against frozen TorchScript", Target = 0.10 },
        new EngineRow { Name = "engine-row", What = "a whole PredictionEngine.Predict with the same network, against frozen TorchScript", Target = 0.20 },
        new ScoreRows { Name = "score-rows", What = "1,000,000 rows through Transform and a cursor, against batches of 1,024 from memory", Target = 1.3 },
        new FitAdult { Name = "fit-adult", What = "adult: FeedForward 128-64, one-hot columns, batch 256, a whole Fit of a pipeline, per epoch", Target = 0.60 },
        new BusyWorkload
        {
            Name = "busy-mlp-128",
            What = "mlp-128 while another process keeps a core busy, against ours on one thread of a quiet machine",
            Target = 2.0,
            Work = Mlp("mlp-128", 128, 0, 32, 128, 128, 3),
        },
    ];

    private static TrainingWorkload Mlp(string name, int batch, double target, params int[] sizes)
    {
        double first = Of(batch, sizes[0], sizes[1]);
        return new TrainingWorkload
        {
            Name = name,
            What = $"{string.Join("-", sizes)}, ReLU, cross-entropy, batch {batch}",
            Target = target,
            Build = parameters => BenchmarkNetworks.FeedForward(parameters, sizes),
            Input = [batch, sizes[0]],
            Classes = sizes[^1],
            Forward = (Enumerable.Range(1, sizes.Length - 1).Sum(i => Of(batch, sizes[i - 1], sizes[i])), first),
        };
    }

    /// <summary>Operations of a product of matrices: rows by inner times inner by columns.</summary>
    private static double Of(double rows, double inner, double columns) => 2 * rows * inner * columns;
}
