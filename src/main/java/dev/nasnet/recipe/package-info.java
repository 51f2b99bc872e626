/**
 * The hyper-parameters of a training. {@link dev.nasnet.recipe.Recipe} holds them, {@link
 * dev.nasnet.recipe.RecipePreset} names the published recipes, and {@link
 * dev.nasnet.recipe.RecipeJson} writes and reads a recipe.
 *
 * <pre>{@code
 * Recipe recipe =
 *     Recipe.STANDARD.toBuilder()
 *         .epochs(30)
 *         .batch(64)
 *         .optimizer(Optimizer.AdamW.STANDARD)
 *         .build();
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.recipe;

import org.jspecify.annotations.NullMarked;
