using System.Collections.Frozen;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The CPU's kernel of every operation and update. A new one adds its line here.</summary>
internal static class KernelTable
{
    private static readonly FrozenDictionary<Type, Kernel> s_kernels = new Dictionary<Type, Kernel>
    {
        [typeof(Activate)] = new ActivateKernel(),
        [typeof(AdaptiveAveragePooling2D)] = new AdaptiveAveragePooling2DKernel(),
        [typeof(AdaptiveMaxPooling2D)] = new AdaptiveMaxPooling2DKernel(),
        [typeof(Add)] = new AddKernel(),
        [typeof(Affine)] = new AffineKernel(),
        [typeof(Attention)] = new AttentionKernel(),
        [typeof(AugmentImages)] = new AugmentImagesKernel(),
        [typeof(AveragePooling2D)] = new AveragePooling2DKernel(),
        [typeof(BatchNormalization)] = new BatchNormalizationKernel(),
        [typeof(BatchNormalizationInference)] = new BatchNormalizationInferenceKernel(),
        [typeof(BinaryCrossEntropyWithLogits)] = new BinaryCrossEntropyKernel(),
        [typeof(CategoryEmbeddings)] = new CategoryEmbeddingsKernel(),
        [typeof(Clamp)] = new ClampKernel(),
        [typeof(Concatenate)] = new ConcatenateKernel(),
        [typeof(ConnectionistTemporalClassification)] = new CtcKernel(),
        [typeof(Convolution2D)] = new Convolution2DKernel(),
        [typeof(CosineEmbedding)] = new CosineEmbeddingKernel(),
        [typeof(CrossEntropy)] = new CrossEntropyKernel(),
        [typeof(Divide)] = new BroadcastKernel<Divide, BinaryFunctions.Divide>(),
        [typeof(Dropout)] = new DropoutKernel(),
        [typeof(Embedding)] = new EmbeddingKernel(),
        [typeof(EncodeNumbers)] = new EncodeNumbersKernel(),
        [typeof(Gather)] = new GatherKernel(),
        [typeof(GaussianNegativeLogLikelihood)] = new GaussianKernel(),
        [typeof(Glu)] = new GluKernel(),
        [typeof(GroupNormalization)] = new GroupNormalizationKernel(),
        [typeof(Gru)] = new GruKernel(),
        [typeof(Huber)] = new HuberKernel(),
        [typeof(IndexSelect)] = new IndexSelectKernel(),
        [typeof(KullbackLeiblerDivergence)] = new KullbackLeiblerKernel(),
        [typeof(LayerNormalization)] = new LayerNormalizationKernel(),
        [typeof(Linear)] = new LinearKernel(),
        [typeof(LogSoftmax)] = new LogSoftmaxKernel(),
        [typeof(Lstm)] = new LstmKernel(),
        [typeof(MatrixProduct)] = new MatrixProductKernel(),
        [typeof(Max)] = new ExtremumKernel<Max>(),
        [typeof(MaxPooling2D)] = new MaxPooling2DKernel(),
        [typeof(MaxOverTimeConvolution)] = new MaxOverTimeConvolutionKernel(),
        [typeof(Maximum)] = new BroadcastKernel<Maximum, BinaryFunctions.Maximum>(),
        [typeof(Mean)] = new SumKernel<Mean>(),
        [typeof(MeanAbsoluteError)] = new MeanAbsoluteErrorKernel(),
        [typeof(MeanSquaredError)] = new MeanSquaredErrorKernel(),
        [typeof(Min)] = new ExtremumKernel<Min>(),
        [typeof(Minimum)] = new BroadcastKernel<Minimum, BinaryFunctions.Minimum>(),
        [typeof(Multiply)] = new BroadcastKernel<Multiply, BinaryFunctions.Multiply>(),
        [typeof(Pad)] = new PadKernel(),
        [typeof(PaddingMask)] = new PaddingMaskKernel(),
        [typeof(PoissonNegativeLogLikelihood)] = new PoissonKernel(),
        [typeof(Power)] = new PowerKernel(),
        [typeof(Quantile)] = new QuantileKernel(),
        [typeof(Reshape)] = new ReshapeKernel(),
        [typeof(Rnn)] = new RnnKernel(),
        [typeof(RotaryPositions)] = new RotaryPositionsKernel(),
        [typeof(RowIndices)] = new RowIndicesKernel(),
        [typeof(SequencePooling)] = new SequencePoolingKernel(),
        [typeof(Slice)] = new SliceKernel(),
        [typeof(Softmax)] = new SoftmaxKernel(),
        [typeof(Subtract)] = new BroadcastKernel<Subtract, BinaryFunctions.Subtract>(),
        [typeof(Sum)] = new SumKernel<Sum>(),
        [typeof(Transpose)] = new TransposeKernel(),
        [typeof(TransposedConvolution2D)] = new TransposedConvolution2DKernel(),
        [typeof(TripletMargin)] = new TripletMarginKernel(),
        [typeof(Unary)] = new UnaryKernel(),
        [typeof(Upsample2D)] = new Upsample2DKernel(),
        [typeof(Variance)] = new VarianceKernel(),
        [typeof(Where)] = new WhereKernel(),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, UpdateKernel> s_updates = new Dictionary<Type, UpdateKernel>
    {
        [typeof(AdadeltaUpdate)] = new AdadeltaKernel(),
        [typeof(AdagradUpdate)] = new AdagradKernel(),
        [typeof(AdamUpdate)] = new AdamKernel(),
        [typeof(RmsPropUpdate)] = new RmsPropKernel(),
        [typeof(SgdUpdate)] = new SgdKernel(),
    }.ToFrozenDictionary();

    /// <exception cref="NotSupportedException">There is none.</exception>
    public static Kernel Of(Operation operation) => s_kernels.TryGetValue(operation.GetType(), out Kernel? kernel)
        ? kernel
        : throw new NotSupportedException($"The CPU has no kernel for the operation {operation.GetType()}.");

    /// <exception cref="NotSupportedException">There is none.</exception>
    public static UpdateKernel Of(ParameterUpdate update) => s_updates.TryGetValue(update.GetType(), out UpdateKernel? kernel)
        ? kernel
        : throw new NotSupportedException($"The CPU has no kernel for the parameter update {update.GetType()}.");
}
